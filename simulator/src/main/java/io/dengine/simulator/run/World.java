package io.dengine.simulator.run;

import io.dengine.core.membership.Configuration;

/**
 * The objects that the parts of one run share.
 *
 * @param bootstrap the first members
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
    /** The factories of the storage of nodes. */
    interface Storages {
        Storage create(int node);

        StoreDisk createStores();
    }
}
