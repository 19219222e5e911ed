package io.dengine.simulator.run;

import java.util.SplittableRandom;

/**
 * The sources of randomness of one run, one for each concern, so that more choices of one kind do not shift the others.
 *
 * @param schedule the durations of stages and callbacks, and the order of simultaneous events
 * @param network the fate of messages
 * @param disk the data that survives a power loss, and the durations of writes
 * @param clock the rates of clocks
 * @param faults the faults and their times
 * @param workload the calls of clients
 * @param operators the membership changes
 * @param stores the progress of a store on disk at a crash
 * @param libraries the calls of library clients, and the fate of their connections
 * @param disasters the ends of lives, and what is left for the next one
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
        SplittableRandom libraries,
        SplittableRandom disasters) {
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
                stream(seed, 9),
                stream(seed, 10));
    }

    private static SplittableRandom stream(long seed, int number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
    }

    /** Returns a duration around {@code meanNanos}: mostly short, sometimes several times as long. */
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
