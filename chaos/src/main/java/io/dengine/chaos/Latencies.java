package io.dengine.chaos;

import java.util.Arrays;

/** Latencies of calls, in nanoseconds. Owned by one thread at a time. */
final class Latencies {
    private long[] nanos = new long[1 << 10];
    private int count;

    void add(long callNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count] = callNanos;
        count++;
    }

    void addAll(Latencies others) {
        int total = count + others.count;
        if (total > nanos.length) {
            nanos = Arrays.copyOf(nanos, Math.max(total, 2 * count));
        }
        System.arraycopy(others.nanos, 0, nanos, count, others.count);
        count = total;
    }

    int count() {
        return count;
    }

    /**
     * Returns the smallest latency that at least the given part of all calls did not exceed, in milliseconds; 0 if
     * there are no calls.
     *
     * @param part above 0 and at most 1
     */
    double quantileMillis(double part) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(nanos, 0, count);
        return nanos[(int) Math.ceil(part * count) - 1] / 1e6;
    }
}
