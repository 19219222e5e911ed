package io.dengine.simulator.run;

import io.dengine.core.Effect.Level;

/** The kind of end of the first life of a run's cluster, and with it what is left for the next one. */
enum SecondLife {
    /** The cluster has one life. */
    NONE,
    /** The voters lose power together with what they had not synced, and an operator accepts that. */
    ACCEPTED_LOSS,
    /** All machines are gone, and others are restored from a backup. */
    RESTORED;

    private static final int LOSS_ONE_OF = 3;
    private static final int RESTORED_ONE_OF = 7;

    /** Returns the kind of a run. Clients that use the client library live one life only. */
    static SecondLife of(long seed, Swarm swarm) {
        if (Workload.libraryClients(seed, swarm) > 0) {
            return NONE;
        }
        if (swarm.level() == Level.WRITTEN && Math.floorMod(seed, LOSS_ONE_OF) == 0) {
            return ACCEPTED_LOSS;
        }
        return Math.floorMod(seed, RESTORED_ONE_OF) == RESTORED_ONE_OF - 2 ? RESTORED : NONE;
    }
}
