package io.dengine.simulator.run;

import io.dengine.core.membership.Configuration;
import io.dengine.simulator.check.Violation;
import java.util.Map;

/**
 * The objects that the parts of one run share.
 *
 * @param bootstrap the first members
 * @param lives the number of events between the lives of the run
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
        Configuration bootstrap,
        Map<LifeEvent, Integer> lives) {
    /** Counts an event between two lives of the run. */
    void count(LifeEvent event) {
        lives.merge(event, 1, Integer::sum);
    }

    /**
     * Runs all events up to a time.
     *
     * @throws Violation if one of them violates a rule
     */
    void runUntil(long untilNanos) {
        while (scheduler.runNext(untilNanos)) {
            Violation violation = referee.violation();
            if (violation != null) {
                throw violation;
            }
        }
    }

    /** The factories of the storage of nodes. */
    interface Storages {
        Storage create(int node);

        StoreDisk createStores();
    }
}
