package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.port.PeerMessage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reacts to the room on the disks: every member reports to the leader whether it has enough, and a leader without
 * enough transfers leadership to a voter that has it. Owned by the core's thread.
 */
final class RoomWatch {
    private static final long TELL_NANOS = 1_000_000_000L;

    /** The time for which a report of a member is valid: longer than the interval between two reports. */
    private static final long BELIEVE_NANOS = 3_000_000_000L;

    /** The time from one attempt to transfer leadership to the next. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final NodeView view;
    private final Outlet outlet;

    private int[] peers = new int[4];
    private boolean[] ample = new boolean[4];
    private long[] toldNanos = new long[4];
    private int count;

    private int toldLeaderId;
    private long nextTellNanos = Long.MIN_VALUE;
    private long nextAttemptNanos = Long.MIN_VALUE;
    private @Nullable CompletableFuture<Boolean> attempt;

    RoomWatch(NodeView view, Outlet outlet) {
        this.view = view;
        this.outlet = outlet;
    }

    /** Returns whether a leader without room is about to be replaced by one that has room. */
    boolean isHandingOver() {
        CompletableFuture<Boolean> present = attempt;
        return present != null && !present.isDone();
    }

    /** Records the report of a member about its disk. */
    void told(int from, PeerMessage.RoomLeft left, long nowNanos) {
        int slot = slotOf(from);
        ample[slot] = left.ample();
        toldNanos[slot] = nowNanos;
    }

    /**
     * Reports the room of this disk to the leader, if that is due; as a leader without room, transfers leadership if
     * another voter has room.
     *
     * @param handOver begins to transfer leadership to that voter
     */
    void consider(long nowNanos, IntFunction<CompletableFuture<Boolean>> handOver) {
        CoreStatus status = view.status();
        if (status.role() == RoleName.LEADER) {
            if (!view.room().isAmple() && !isHandingOver() && nowNanos >= nextAttemptNanos) {
                attempt(view.peers(), nowNanos, handOver);
            }
        } else if (status.leaderId() != CoreStatus.NO_LEADER
                && (status.leaderId() != toldLeaderId || nowNanos >= nextTellNanos)) {
            toldLeaderId = status.leaderId();
            nextTellNanos = nowNanos + TELL_NANOS;
            outlet.send(toldLeaderId, new PeerMessage.RoomLeft(view.room().isAmple()));
        }
    }

    /** Returns the time at which this node must report again. */
    long nextDeadlineNanos() {
        CoreStatus status = view.status();
        return status.role() == RoleName.LEADER || status.leaderId() == CoreStatus.NO_LEADER
                ? Stage.NO_DEADLINE
                : nextTellNanos;
    }

    private void attempt(List<PeerProgress> members, long nowNanos, IntFunction<CompletableFuture<Boolean>> handOver) {
        Configuration configuration = view.configuration();
        PeerProgress best = null;
        for (PeerProgress member : members) {
            int slot = slotOf(member.peerId());
            boolean fits = member.heard()
                    && configuration.isVoter(member.peerId())
                    && ample[slot]
                    && nowNanos - toldNanos[slot] <= BELIEVE_NANOS;
            if (fits && (best == null || member.matchIndex() > best.matchIndex())) {
                best = member;
            }
        }
        if (best != null) {
            nextAttemptNanos = nowNanos + PATIENCE_NANOS;
            attempt = handOver.apply(best.peerId());
        }
    }

    private int slotOf(int id) {
        for (int i = 0; i < count; i++) {
            if (peers[i] == id) {
                return i;
            }
        }
        if (count == peers.length) {
            peers = Arrays.copyOf(peers, count * 2);
            ample = Arrays.copyOf(ample, count * 2);
            toldNanos = Arrays.copyOf(toldNanos, count * 2);
        }
        peers[count] = id;
        return count++;
    }
}
