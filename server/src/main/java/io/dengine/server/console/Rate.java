package io.dengine.server.console;

/** How fast a number grows from one look to the next. */
final class Rate {
    private long before;

    Rate(long now) {
        before = now;
    }

    /** What was added since the last look, a second. */
    double perSecond(long now, long elapsedNanos) {
        long added = now - before;
        before = now;
        return Math.max(0, added) * 1e9 / elapsedNanos;
    }

    /** What was added since the last look, as a part of the time. */
    double share(long nowNanos, long elapsedNanos) {
        return perSecond(nowNanos, elapsedNanos) / 1e9;
    }
}
