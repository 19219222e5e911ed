package io.dengine.testkit.sim;

import io.dengine.core.membership.Configuration;

/**
 * What the parts of one run share.
 *
 * @param bootstrap the members in the beginning
 */
record World(
        long seed,
        Swarm swarm,
        Scheduler scheduler,
        Streams streams,
        SimNetwork network,
        Referee referee,
        Priorities priorities,
        Storages storages,
        Configuration bootstrap) {
    /** What nodes are made of. */
    interface Storages {
        Storage create(int node);

        StoreDisk createStores();
    }
}
