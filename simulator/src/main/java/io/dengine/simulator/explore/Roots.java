package io.dengine.simulator.explore;

/** The initial states of searches. */
final class Roots {
    private static final int MOST_STEPS = 200;

    private Roots() {}

    /**
     * Returns a cluster with empty disks, or one with a leader and a write that all nodes have, after a round of
     * heartbeats.
     */
    static Cluster of(Bounds bounds) {
        Cluster cluster = new Cluster(bounds);
        for (int i = 0; bounds.begun() && i < MOST_STEPS && !isBegun(cluster); i++) {
            Action next = Schedule.next(cluster);
            if (next == null || !Step.apply(cluster, next)) {
                throw new IllegalStateException("the cluster elects no leader");
            }
        }
        for (int id = 1; id <= cluster.size(); id++) {
            cluster.own(id).disk.settle();
        }
        return cluster;
    }

    private static boolean isBegun(Cluster cluster) {
        boolean quiet = cluster.flights.isEmpty() && Schedule.next(cluster) instanceof Action.Pass;
        if (!quiet || cluster.ghost().acknowledgedIndex() == 0) {
            return false;
        }
        for (int id = 1; id <= cluster.bounds.voters(); id++) {
            ExploredNode node = cluster.node(id);
            if (node.disk.lastIndex() < cluster.ghost().acknowledgedIndex()
                    || node.core == null
                    || node.core.commitIndex() < cluster.ghost().acknowledgedIndex()) {
                return false;
            }
        }
        return true;
    }
}
