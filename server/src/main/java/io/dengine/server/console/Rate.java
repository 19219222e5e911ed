package io.dengine.server.console;

/** The growth of a number between two looks. */
final class Rate {
    private long before;

    Rate(long now) {
        before = now;
    }

    /** Returns the growth since the last look, per second. */
    double perSecond(long now, long elapsedNanos) {
        long added = now - before;
        before = now;
        return Math.max(0, added) * 1e9 / elapsedNanos;
    }

    /** Returns the growth of a time since the last look, as a share of the elapsed time. */
    double share(long nowNanos, long elapsedNanos) {
        return perSecond(nowNanos, elapsedNanos) / 1e9;
    }
}
