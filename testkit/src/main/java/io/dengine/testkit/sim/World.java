package io.dengine.testkit.sim;

/** What the parts of one run share. */
record World(
        long seed,
        Swarm swarm,
        Scheduler scheduler,
        Streams streams,
        SimNetwork network,
        Referee referee,
        Storages storages) {
    /** What nodes are made of. */
    interface Storages {
        Storage create(int node);

        TruthStore createStore();
    }
}
