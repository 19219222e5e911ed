package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Event;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.quorum.Quorum;
import io.dengine.engine.IntegrityListener;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.StateDivergedException;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hashes this node's state after a check and sends the hash to the other members. On the leader, appends checks to the
 * log and compares the hashes of the members. Owned by the verify stage.
 *
 * <p>Invariants: only hashes after the same entry are compared; a member that does not answer in time is left out; a
 * node stops only if a majority of all voters agrees on another hash than its own, and these voters have reported that
 * themselves: the leader's report that it differs is only a reason to compare.
 */
final class Comparison {
    private final int self;
    private final NodeConfig.CheckPolicy policy;
    private final TimeSource time;
    private final NodeView view;
    private final Outlet outlet;
    private final IntegrityListener listener;
    private final Quorum quorum = new Quorum();
    private Consumer<Event> core = event -> {};

    /** The newest state that was not hashed yet. */
    private @Nullable HashView waiting;

    private long ownIndex;
    private long ownHash;
    private long nextCheckNanos;

    /** The last report of each member. */
    private final Map<Integer, PeerMessage.StateHash> told = new HashMap<>();

    /** The leader's report that this node differs, which its own comparison has not confirmed yet. */
    private PeerMessage.@Nullable StateDiffers accusation;

    /** The index of the check for which the members' answers are compared. */
    private long comparedIndex;

    private final TreeMap<Integer, Long> hashes = new TreeMap<>();
    private boolean open;
    private long closesNanos;

    Comparison(NodeConfig config, TimeSource time, NodeView view, Outlet outlet, IntegrityListener listener) {
        this.self = config.core().nodeId();
        this.policy = config.check();
        this.time = time;
        this.view = view;
        this.outlet = outlet;
        this.listener = listener;
        this.nextCheckNanos = time.nanoTime() + policy.intervalNanos();
    }

    void connect(Consumer<Event> newCore) {
        core = newCore;
    }

    /** Receives the state after a check. An earlier one that still waits is no longer useful. */
    void reached(HashView state) {
        close();
        waiting = state;
    }

    void told(int peer, PeerMessage.StateHash state) {
        if (view.configuration().contains(peer)) {
            told.put(peer, state);
        }
        if (isLeader()) {
            collect(peer, state.index(), state.hash());
        }
        judge();
    }

    /**
     * Handles the leader's report that this node differs.
     *
     * @throws StateDivergedException if this node has another hash than a majority has reported to it
     */
    void accused(int peer, PeerMessage.StateDiffers verdict) {
        if (peer == view.status().leaderId()) {
            accusation = verdict;
            judge();
        }
    }

    /** Checks whether the leader is right, as soon as all reports that are needed have arrived. */
    private void judge() {
        PeerMessage.StateDiffers verdict = accusation;
        if (verdict == null || verdict.index() != ownIndex || verdict.agreedHash() == ownHash) {
            return;
        }
        PeerMessage.StateHash agreed = new PeerMessage.StateHash(verdict.index(), verdict.agreedHash());
        if (quorum.reached(view.configuration(), id -> agreed.equals(told.get(id)) ? 1 : 0) == 1) {
            throw new StateDivergedException(ownIndex, verdict.agreedHash(), ownHash);
        }
    }

    boolean step() {
        boolean worked = sumUp();
        long nowNanos = time.nanoTime();
        if (open && nowNanos >= closesNanos) {
            settle();
            worked = true;
        }
        if (maySchedule() && nowNanos >= nextCheckNanos) {
            nextCheckNanos = nowNanos + policy.intervalNanos();
            if (view.appliedIndex() > Math.max(ownIndex, comparedIndex)) {
                core.accept(new Event.CheckRequested());
            }
            worked = true;
        }
        return worked;
    }

    private boolean maySchedule() {
        return !policy.isOff()
                && view.status().ready()
                && view.configuration().members().size() > 1;
    }

    private boolean isLeader() {
        return view.status().role() == RoleName.LEADER;
    }

    private boolean sumUp() {
        HashView state = waiting;
        int leader = view.status().leaderId();
        if (state == null || leader == CoreStatus.NO_LEADER && !isLeader()) {
            return false;
        }
        ownIndex = state.appliedIndex();
        ownHash = state.hash();
        close();
        for (Member member : view.configuration().members()) {
            if (member.id() != self) {
                outlet.send(member.id(), new PeerMessage.StateHash(ownIndex, ownHash));
            }
        }
        if (isLeader()) {
            collect(self, ownIndex, ownHash);
        }
        judge();
        return true;
    }

    private void collect(int member, long index, long hash) {
        if (index < comparedIndex
                || index == comparedIndex && !open
                || !view.configuration().contains(member)) {
            return;
        }
        if (index > comparedIndex) {
            settle();
            comparedIndex = index;
            open = true;
            closesNanos = time.nanoTime() + policy.patienceNanos();
        }
        hashes.put(member, hash);
        if (hashes.size() >= view.configuration().members().size()) {
            settle();
        }
    }

    /** Compares the answers that have arrived, and ends this check. */
    private void settle() {
        TreeMap<Integer, Long> answers = new TreeMap<>(hashes);
        boolean counts = open && isLeader() && answers.size() > 1;
        hashes.clear();
        open = false;
        if (!counts) {
            return;
        }
        if (new HashSet<>(answers.values()).size() == 1) {
            listener.reported(new IntegrityReport.StatesEqual(comparedIndex, answers.size()));
            return;
        }
        Long agreed = agreedOn(answers);
        List<Integer> wrong = new ArrayList<>();
        if (agreed != null) {
            for (Map.Entry<Integer, Long> answer : answers.entrySet()) {
                if (!answer.getValue().equals(agreed)) {
                    wrong.add(answer.getKey());
                }
            }
        }
        listener.reported(
                new IntegrityReport.StatesDiffer(comparedIndex, Collections.unmodifiableSortedMap(answers), wrong));
        if (agreed != null) {
            sendAway(wrong, agreed);
        }
    }

    /** Returns the hash of a majority of all voters, whether or not all have answered; null if no majority agrees. */
    private @Nullable Long agreedOn(Map<Integer, Long> answers) {
        Configuration members = view.configuration();
        for (Long candidate : new HashSet<>(answers.values())) {
            if (quorum.reached(members, id -> candidate.equals(answers.get(id)) ? 1 : 0) == 1) {
                return candidate;
            }
        }
        return null;
    }

    private void sendAway(List<Integer> wrong, long agreedHash) {
        for (int member : wrong) {
            if (member != self) {
                outlet.send(member, new PeerMessage.StateDiffers(comparedIndex, agreedHash));
            }
        }
        if (wrong.contains(self)) {
            outlet.flush();
            throw new StateDivergedException(ownIndex, agreedHash, ownHash);
        }
    }

    long nextDeadlineNanos() {
        long check = maySchedule() ? nextCheckNanos : Stage.NO_DEADLINE;
        return open ? Math.min(check, closesNanos) : check;
    }

    /** Releases a state that was not hashed. */
    void close() {
        HashView state = waiting;
        waiting = null;
        if (state != null) {
            state.close();
        }
    }
}
