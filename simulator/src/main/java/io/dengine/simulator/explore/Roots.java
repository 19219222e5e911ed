package io.dengine.simulator.explore;

import io.dengine.core.RaftCore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The initial states of searches. */
final class Roots {
    private static final int MOST_STEPS = 200;

    private Roots() {}

    static Cluster of(Bounds bounds) {
        Cluster cluster = new Cluster(bounds);
        if (bounds.root() != Bounds.Root.EMPTY) {
            until(cluster, Roots::isBegun);
        }
        for (int id = 1; id <= cluster.size(); id++) {
            cluster.own(id).disk.settle();
        }
        if (bounds.root() == Bounds.Root.AFTER_LOSS) {
            lose(cluster);
        }
        return cluster;
    }

    /** Takes the canonical actions until a state is reached. */
    private static void until(Cluster cluster, Predicate<Cluster> reached) {
        for (int i = 0; i < MOST_STEPS && !reached.test(cluster); i++) {
            take(cluster, Schedule.next(cluster));
        }
        if (!reached.test(cluster)) {
            throw new IllegalStateException("the cluster does not reach the root of " + cluster.bounds.name());
        }
    }

    private static void take(Cluster cluster, @Nullable Action action) {
        if (action == null || !Step.apply(cluster, action)) {
            throw new IllegalStateException("not possible on the way to the root: " + action);
        }
    }

    /** Returns whether there is a write that all voters have, and a round of heartbeats has ended since. */
    private static boolean isBegun(Cluster cluster) {
        if (!isQuiet(cluster) || cluster.ghost().acknowledgedIndex() == 0) {
            return false;
        }
        for (int id = 1; id <= cluster.bounds.voters(); id++) {
            if (cluster.node(id).disk.lastIndex() < cluster.ghost().acknowledgedIndex() || !hasAll(cluster, id)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isQuiet(Cluster cluster) {
        boolean busy = cluster.flights.stream().anyMatch(flight -> !cluster.isHeld(flight.from(), flight.to()));
        return !busy && Schedule.next(cluster) instanceof Action.Pass;
    }

    private static boolean hasAll(Cluster cluster, int id) {
        RaftCore core = cluster.node(id).core;
        return core != null && core.commitIndex() >= cluster.ghost().acknowledgedIndex();
    }

    /**
     * Lets the leader and one follower acknowledge a write. The leader loses it together with its power, and elects
     * itself again with the vote of the other follower, after an operator has accepted the loss.
     */
    private static void lose(Cluster cluster) {
        int leader = 1;
        while (!cluster.node(leader).leads()) {
            leader++;
        }
        int holder = leader % cluster.size() + 1;
        int other = holder % cluster.size() + 1;
        long before = cluster.ghost().acknowledgedIndex();
        take(cluster, new Action.Split(1 << other));
        take(cluster, new Action.Write(leader));
        until(cluster, now -> now.ghost().acknowledgedIndex() > before && hasAll(now, holder));
        take(cluster, new Action.Heal(true));
        take(cluster, new Action.Split(1 << holder));
        take(cluster, new Action.LosePower(leader));
        take(cluster, new Action.Start(leader));
        take(cluster, new Action.AcceptLoss(leader));
        long kept = cluster.ghost().acknowledgements();
        until(cluster, now -> now.ghost().acknowledgements() > kept && isQuiet(now));
    }
}
