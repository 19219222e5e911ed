package io.dengine.server.metrics;

/** The values of a histogram since the previous look. Owned by one thread. */
public final class HistogramWindow {
    private final Histogram histogram;
    private final long[] before;
    private final long[] counts;
    private long total;

    public HistogramWindow(Histogram histogram) {
        this.histogram = histogram;
        this.before = new long[histogram.buckets() + 1];
        this.counts = new long[histogram.buckets() + 1];
        look();
    }

    /** Takes the values since the last look. */
    public void look() {
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            long now = histogram.count(i);
            counts[i] = now - before[i];
            before[i] = now;
            total += counts[i];
        }
    }

    /** Returns the number of values. */
    public long count() {
        return total;
    }

    /**
     * Returns a quantile, in the unit that is shown; 0 if there were no values.
     *
     * @param part from 0 to 1
     */
    public double quantile(double part) {
        double rank = Math.max(1, part * total);
        double passed = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            if (counts[i] > 0 && passed + counts[i] >= rank) {
                double low = i == 0 ? 0 : histogram.upperBound(i - 1);
                // Values beyond the last bound are reported as that bound: no upper bound of them is known.
                double high = i == histogram.buckets() ? low : histogram.upperBound(i);
                return low + (high - low) * (rank - passed) / counts[i];
            }
            passed += counts[i];
        }
        return 0;
    }
}
