package io.dengine.testkit.sim;

import java.util.SplittableRandom;

/**
 * The sources of chance of one run, one for each concern, so that more choices of one kind do not shift the others.
 *
 * @param schedule how long stages and callbacks take, and what goes first at the same time
 * @param network what becomes of messages
 * @param disk what survives a loss of power, and how long writes take
 * @param clock how clocks run
 * @param faults when what fails
 * @param workload what clients do
 * @param operators who is to belong to the cluster
 * @param stores how far a store on disk has come at a crash
 * @param libraries what clients that are the library do, and what becomes of their connections
 */
record Streams(
        SplittableRandom schedule,
        SplittableRandom network,
        SplittableRandom disk,
        SplittableRandom clock,
        SplittableRandom faults,
        SplittableRandom workload,
        SplittableRandom operators,
        SplittableRandom stores,
        SplittableRandom libraries) {
    static Streams of(long seed) {
        return new Streams(
                stream(seed, 1),
                stream(seed, 2),
                stream(seed, 3),
                stream(seed, 4),
                stream(seed, 5),
                stream(seed, 6),
                stream(seed, 7),
                stream(seed, 8),
                stream(seed, 9));
    }

    private static SplittableRandom stream(long seed, int number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
    }

    /** A duration around {@code meanNanos}: mostly short, sometimes several times as long. */
    static long around(SplittableRandom random, long meanNanos) {
        return 1 + (long) (-Math.log(1 - random.nextDouble()) * meanNanos);
    }

    static boolean chance(SplittableRandom random, double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    static long between(SplittableRandom random, long from, long to) {
        return from + random.nextLong(to - from + 1);
    }
}
