package io.dengine.chaos;

import java.util.concurrent.TimeUnit;

/** The longest time without an acknowledgement. Safe for use by any thread. */
final class AckGaps {
    private long lastNanos;
    private long largestNanos;

    AckGaps(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** Calls may come a little out of order. */
    synchronized void acknowledged(long nowNanos) {
        if (nowNanos - lastNanos > 0) {
            largestNanos = Math.max(largestNanos, nowNanos - lastNanos);
            lastNanos = nowNanos;
        }
    }

    /** Begins anew; a gap that is open now counts from the last acknowledgement. */
    synchronized void begin() {
        largestNanos = 0;
    }

    /** The largest gap since {@link #begin}, the one that is open included, rounded up. */
    synchronized long largestMillis(long nowNanos) {
        long nanos = Math.max(largestNanos, nowNanos - lastNanos);
        return TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    }
}
