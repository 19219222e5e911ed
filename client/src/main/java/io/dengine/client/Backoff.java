package io.dengine.client;

/** Computes the pause before a retry. */
final class Backoff {
    private static final long FIRST_NANOS = 10_000_000;
    private static final long LONGEST_NANOS = 500_000_000;
    private static final int DOUBLINGS = 6;

    private Backoff() {}

    /**
     * Returns the pause in nanoseconds. It doubles with each failure, up to half a second, minus a random part of up to
     * a half, so that clients that failed together do not retry together.
     *
     * @param failures the number of failures, from 1
     * @param chance a random number from 0 (inclusive) to 1 (exclusive)
     */
    static long nanos(int failures, double chance) {
        long whole = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures - 1, DOUBLINGS));
        return whole - (long) (chance * (whole / 2.0));
    }
}
