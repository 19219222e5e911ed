package io.dengine.core.protocol;

/** The core's only source of randomness: SplitMix64, seeded by the configuration, so that a run can be repeated. */
final class Prng {
    private long state;

    Prng(long seed) {
        state = seed;
    }

    /** Returns a number from {@code from} to {@code end - 1}. */
    long between(long from, long end) {
        return from + Long.remainderUnsigned(next(), end - from);
    }

    /** Returns a positive number of 63 bits. */
    long positive() {
        long drawn;
        do {
            drawn = next() >>> 1;
        } while (drawn == 0);
        return drawn;
    }

    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
