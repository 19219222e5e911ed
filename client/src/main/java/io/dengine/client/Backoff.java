package io.dengine.client;

/** How long to wait before something that failed is tried again. */
final class Backoff {
    private static final long FIRST_NANOS = 10_000_000;
    private static final long LONGEST_NANOS = 500_000_000;
    private static final int DOUBLINGS = 6;

    private Backoff() {}

    /**
     * Doubles with each failure, up to half a second, less a random part of up to a half: clients that failed together
     * do not come back together.
     *
     * @param failures how often it failed, from 1
     * @param chance a random number from 0 up to 1
     */
    static long nanos(int failures, double chance) {
        long whole = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures - 1, DOUBLINGS));
        return whole - (long) (chance * (whole / 2.0));
    }
}
