package io.dengine.server.metrics;

/** What has come to a histogram lately: each look takes what came since the one before. Owned by one thread. */
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

    /** Takes what came since the last look. */
    public void look() {
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            long now = histogram.count(i);
            counts[i] = now - before[i];
            before[i] = now;
            total += counts[i];
        }
    }

    /** How many values there were. */
    public long count() {
        return total;
    }

    /**
     * The value that so many of the values do not exceed, as it is shown; 0 if there were none.
     *
     * @param part from 0 to 1
     */
    public double quantile(double part) {
        double rank = Math.max(1, part * total);
        double passed = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            if (counts[i] > 0 && passed + counts[i] >= rank) {
                double low = i == 0 ? 0 : histogram.upperBound(i - 1);
                // What is beyond the last bound is known to be no more than that.
                double high = i == histogram.buckets() ? low : histogram.upperBound(i);
                return low + (high - low) * (rank - passed) / counts[i];
            }
            passed += counts[i];
        }
        return 0;
    }
}
