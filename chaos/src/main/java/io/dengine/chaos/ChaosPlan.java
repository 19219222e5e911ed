package io.dengine.chaos;

/**
 * The settings of a run.
 *
 * @param strategy the persistence strategy of the nodes
 * @param clients the number of concurrent writers
 * @param writesPerSec the rate of all clients together while there is no fault; 0 for no limit
 * @param rounds the number of faults
 * @param seed the seed of all random choices
 */
record ChaosPlan(
        Places places, Strategy strategy, int clients, int writesPerSec, int rounds, long seed, Tuning tuning) {
    ChaosPlan {
        if (clients < 1 || rounds < 1 || writesPerSec < 0) {
            throw new IllegalArgumentException(
                    "--clients and --rounds must be positive, and --rate must not be negative");
        }
    }

    /** Returns the same plan for nodes in other directories. */
    ChaosPlan at(Places elsewhere) {
        return new ChaosPlan(elsewhere, strategy, clients, writesPerSec, rounds, seed, tuning);
    }
}
