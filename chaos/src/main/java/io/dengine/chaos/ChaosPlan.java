package io.dengine.chaos;

/**
 * The settings of a run.
 *
 * @param strategy of the nodes
 * @param clients writers at the same time
 * @param writesPerSec over all clients while nothing is wrong; 0 is as many as possible
 * @param rounds how often the fault happens
 * @param seed of all random choices
 */
record ChaosPlan(
        Places places, Strategy strategy, int clients, int writesPerSec, int rounds, long seed, Tuning tuning) {
    ChaosPlan {
        if (clients < 1 || rounds < 1 || writesPerSec < 0) {
            throw new IllegalArgumentException(
                    "--clients and --rounds must be positive, and --rate must not be negative");
        }
    }

    /** The same, with the nodes elsewhere. */
    ChaosPlan at(Places elsewhere) {
        return new ChaosPlan(elsewhere, strategy, clients, writesPerSec, rounds, seed, tuning);
    }
}
