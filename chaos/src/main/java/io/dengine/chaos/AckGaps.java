package io.dengine.chaos;

import java.util.concurrent.TimeUnit;

/** Measures the longest time without an acknowledgement. Safe for use by any thread. */
final class AckGaps {
    private long lastNanos;
    private long largestNanos;

    AckGaps(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Records an acknowledgement. Calls may arrive slightly out of order. */
    synchronized void acknowledged(long nowNanos) {
        if (nowNanos - lastNanos > 0) {
            largestNanos = Math.max(largestNanos, nowNanos - lastNanos);
            lastNanos = nowNanos;
        }
    }

    /** Starts a new measurement. A gap that is still open counts from the last acknowledgement. */
    synchronized void begin() {
        largestNanos = 0;
    }

    /** Returns the largest gap since {@link #begin}, including an open one, in milliseconds, rounded up. */
    synchronized long largestMillis(long nowNanos) {
        long nanos = Math.max(largestNanos, nowNanos - lastNanos);
        return TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    }
}
