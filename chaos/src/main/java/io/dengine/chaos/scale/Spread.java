package io.dengine.chaos.scale;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median, the 99th percentile and the maximum of many times.
 *
 * @param count the number of times
 * @param p50Nanos the median
 * @param p99Nanos the 99th percentile
 * @param maxNanos the longest
 */
public record Spread(int count, long p50Nanos, long p99Nanos, long maxNanos) {
    /** Returns the spread of the given times, in any order. */
    public static Spread of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        return count == 0
                ? new Spread(0, 0, 0, 0)
                : new Spread(count, at(sorted, 0.5), at(sorted, 0.99), sorted[count - 1]);
    }

    private static long at(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.2f, p99 %.2f, max %.2f ms (of %d)",
                p50Nanos / 1e6,
                p99Nanos / 1e6,
                maxNanos / 1e6,
                count);
    }
}
