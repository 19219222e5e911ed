package io.dengine.server.log;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.port.Room;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks about once a second for lasting problems that no event reports, and logs them: when one begins, rarely while
 * it lasts, and when it is over. Run by one thread at a time.
 */
public final class NodeAlarms implements Runnable {
    private static final long SECOND = 1_000_000_000L;
    private static final long NO_LEADER_NANOS = 30 * SECOND;
    private static final long SILENT_NANOS = 60 * SECOND;
    private static final long REPEAT_NANOS = 300 * SECOND;
    private static final long REPLAY_REPEAT_NANOS = 2 * SECOND;

    /** Fewer entries than this are applied before a log line about them could be read. */
    private static final long MANY_ENTRIES = 20_000;

    private final Supplier<Sample> samples;
    private final OperatorLog log;
    private final LongSupplier nanoTime;

    private final Map<Integer, Trouble> silent = new HashMap<>();
    private @Nullable Trouble leaderless;
    private @Nullable Trouble full;
    private @Nullable Trouble replaying;
    private long refusedBefore;

    /**
     * The state of the node that is checked.
     *
     * @param refusedForRoom the number of writes refused for lack of disk space since the start
     * @param peers empty if the node does not lead
     */
    public record Sample(
            CoreStatus status,
            Room room,
            long refusedForRoom,
            List<Member> members,
            List<PeerProgress> peers,
            long appliedIndex,
            long commitIndex) {
        /** Returns the current state of {@code node}. */
        public static Sample of(Node node, long refusedForRoom) {
            return new Sample(
                    node.status(),
                    node.room(),
                    refusedForRoom,
                    node.configuration().members(),
                    node.nodeStatus().peers(),
                    node.appliedIndex(),
                    node.commitIndex());
        }
    }

    /** A lasting problem, with its begin and the time of its next log line. */
    private static final class Trouble {
        final long sinceNanos;
        long nextLineNanos;

        Trouble(long nowNanos, long patienceNanos) {
            sinceNanos = nowNanos;
            nextLineNanos = nowNanos + patienceNanos;
        }

        boolean isDue(long nowNanos, long repeatNanos) {
            if (nowNanos < nextLineNanos) {
                return false;
            }
            nextLineNanos = nowNanos + repeatNanos;
            return true;
        }

        long seconds(long nowNanos) {
            return (nowNanos - sinceNanos) / SECOND;
        }
    }

    /** @param nanoTime a monotonic clock */
    public NodeAlarms(Supplier<Sample> samples, OperatorLog log, LongSupplier nanoTime) {
        this.samples = samples;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    @Override
    public void run() {
        long now = nanoTime.getAsLong();
        Sample node = samples.get();
        lookAtDisk(node, now);
        lookForLeader(node, now);
        lookAtPeers(node, now);
        lookAtReplay(node, now);
    }

    private void lookAtDisk(Sample node, long now) {
        Room room = node.room();
        Trouble known = full;
        if (room.isAmple()) {
            if (known != null) {
                log.diskHasRoom(room);
                full = null;
            }
            refusedBefore = node.refusedForRoom();
            return;
        }
        Trouble present = known == null ? new Trouble(now, 0) : known;
        full = present;
        if (present.isDue(now, REPEAT_NANOS)) {
            long refused = node.refusedForRoom();
            log.diskNearlyFull(room, refused - refusedBefore);
            refusedBefore = refused;
        }
    }

    private void lookForLeader(Sample node, long now) {
        if (node.status().leaderId() != CoreStatus.NO_LEADER) {
            leaderless = null;
            return;
        }
        Trouble known = leaderless;
        Trouble present = known == null ? new Trouble(now, NO_LEADER_NANOS) : known;
        leaderless = present;
        if (present.isDue(now, NO_LEADER_NANOS)) {
            String voters = node.members().stream()
                    .filter(Member::isVoter)
                    .map(member -> member.id() + " at " + member.address())
                    .collect(Collectors.joining(", "));
            log.noLeader(present.seconds(now), voters);
        }
    }

    private void lookAtPeers(Sample node, long now) {
        List<PeerProgress> peers = node.peers();
        silent.keySet().removeIf(id -> peers.stream().noneMatch(peer -> peer.peerId() == id));
        for (PeerProgress peer : peers) {
            Trouble known = silent.get(peer.peerId());
            if (peer.heard()) {
                if (known != null && now - known.sinceNanos >= SILENT_NANOS) {
                    log.peerAnswers(peer.peerId(), known.seconds(now));
                }
                silent.remove(peer.peerId());
            } else {
                Trouble present = known == null ? new Trouble(now, SILENT_NANOS) : known;
                silent.put(peer.peerId(), present);
                if (present.isDue(now, REPEAT_NANOS)) {
                    sayWhoAnswers(peer.peerId(), present.seconds(now), node);
                }
            }
        }
    }

    /** Logs how many voters answer. This node counts as one of them, because it leads. */
    private void sayWhoAnswers(int silentId, long seconds, Sample node) {
        int voters = 0;
        int answering = 0;
        for (Member member : node.members()) {
            if (member.isVoter()) {
                voters++;
                boolean quiet = node.peers().stream().anyMatch(peer -> peer.peerId() == member.id() && !peer.heard());
                answering += quiet ? 0 : 1;
            }
        }
        log.peerSilent(silentId, seconds, answering, voters);
    }

    private void lookAtReplay(Sample node, long now) {
        long applied = node.appliedIndex();
        long committed = node.commitIndex();
        if (committed - applied < MANY_ENTRIES) {
            replaying = null;
            return;
        }
        Trouble known = replaying;
        Trouble present = known == null ? new Trouble(now, 0) : known;
        replaying = present;
        if (present.isDue(now, REPLAY_REPEAT_NANOS)) {
            log.replaying(applied, committed);
        }
    }
}
