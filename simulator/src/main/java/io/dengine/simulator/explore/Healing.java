package io.dengine.simulator.explore;

import io.dengine.core.RaftCore;
import io.dengine.core.log.Completeness;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a cluster serves again after faults have ended: it elects a leader and commits a new write. */
final class Healing {
    static final String RULE = "heals";

    private static final long PATIENCE_NANOS = 20 * Bounds.ELECTION_NANOS;
    private static final int MOST_STEPS = 3_000;

    private Healing() {}

    /**
     * Returns whether the cluster need not heal by itself: an operator must act, or at least half of the voters are
     * recovering from a loss.
     */
    private static boolean isExcused(Cluster cluster) {
        int recovering = 0;
        for (int id = 1; id <= cluster.size(); id++) {
            RaftCore core = cluster.node(id).core;
            if (cluster.node(id).ended) {
                return true; // an operator must replace it
            }
            boolean isNew = cluster.node(id).disk.hardState().completeness() == Completeness.BLANK;
            recovering += core != null && core.isRecovering() && !isNew ? 1 : 0;
        }
        return recovering * 2 >= cluster.bounds.voters();
    }

    /**
     * Ends all faults in {@code cluster}, and lets time pass.
     *
     * @param taken receives the actions, including those before a violation
     */
    static void demand(Cluster cluster, List<Action> taken) {
        for (Action action : mending(cluster)) {
            take(cluster, action, taken);
        }
        if (isExcused(cluster)) {
            return;
        }
        long deadlineNanos = cluster.nowNanos + PATIENCE_NANOS;
        long before = cluster.ghost().acknowledgements();
        int writes = 0;
        long wroteNanos = cluster.nowNanos - Bounds.ELECTION_NANOS;
        while (cluster.ghost().acknowledgements() == before || writes == 0) {
            // A write may be rejected, for example during a leadership transfer: clients retry.
            boolean writesNow = cluster.nowNanos - wroteNanos >= Bounds.ELECTION_NANOS;
            Action next = writesNow ? nextWrite(cluster) : null;
            if (next != null) {
                writes++;
                wroteNanos = cluster.nowNanos;
            }
            next = next == null ? Schedule.next(cluster) : next;
            if (next == null || cluster.nowNanos > deadlineNanos || taken.size() > MOST_STEPS) {
                if (isExcused(cluster)) {
                    return; // it has met what contradicts it only now, after a loss that was accepted too early
                }
                throw new Violation(RULE, "all faults have ended, but no write succeeds: " + describe(cluster));
            }
            take(cluster, next, taken);
        }
    }

    private static void take(Cluster cluster, Action action, List<Action> taken) {
        taken.add(action);
        Step.apply(cluster, action);
    }

    private static Action.@Nullable Write nextWrite(Cluster cluster) {
        for (int id = 1; id <= cluster.size(); id++) {
            if (cluster.node(id).isReadyLeader()) {
                return new Action.Write(id);
            }
        }
        return null;
    }

    private static List<Action> mending(Cluster cluster) {
        List<Action> actions = new ArrayList<>();
        for (int from = 1; from <= cluster.size(); from++) {
            for (int to = 1; to <= cluster.size(); to++) {
                if ((cluster.held & cluster.linkBit(from, to)) != 0) {
                    actions.add(new Action.Release(from, to));
                }
            }
        }
        if (cluster.split != 0) {
            actions.add(new Action.Heal(false));
        }
        for (int id = 1; id <= cluster.size(); id++) {
            ExploredNode node = cluster.node(id);
            if (node.isUp()) {
                actions.add(new Action.Resume(id));
                actions.add(new Action.Unstall(id));
            } else if (node.installed && !node.ended) {
                actions.add(new Action.Start(id));
            }
        }
        return actions;
    }

    private static String describe(Cluster cluster) {
        StringBuilder text = new StringBuilder();
        for (int id = 1; id <= cluster.size(); id++) {
            RaftCore core = cluster.node(id).core;
            text.append('[').append(id).append(' ');
            text.append(core == null ? "down" : core.status() + (core.isRecovering() ? " recovering" : ""));
            text.append("] ");
        }
        return text.toString().strip();
    }
}
