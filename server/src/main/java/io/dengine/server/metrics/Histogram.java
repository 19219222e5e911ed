package io.dengine.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts values by size, in buckets whose bounds grow by half and by a third in turn: 1, 1.5, 2, 3, 4, 6, 8 and so on.
 * A quantile computed from it is therefore accurate to within a third of its value. Safe for use by any thread;
 * recording allocates nothing.
 */
public final class Histogram {
    /** Two buckets per octave over 27 octaves: with a unit of one microsecond, up to 134 seconds. */
    private static final int BUCKETS = 54;

    private final LongAdder[] counts = new LongAdder[BUCKETS + 1];
    private final LongAdder sum = new LongAdder();
    private final long unit;
    private final double scale;

    private Histogram(long unit, double scale) {
        this.unit = unit;
        this.scale = scale;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Returns a histogram that records nanoseconds, with a resolution of a microsecond, and shows milliseconds. */
    static Histogram ofNanosShownAsMillis() {
        return new Histogram(1_000, 1e-6);
    }

    /** Returns a histogram that records and shows counts, from 1. */
    static Histogram ofCounts() {
        return new Histogram(1, 1);
    }

    /**
     * Records a value.
     *
     * @param value in the unit that is recorded; a negative value counts as 0
     */
    public void record(long value) {
        long bounded = Math.max(0, value);
        counts[bucket(bounded)].increment();
        sum.add(bounded);
    }

    /** Returns the first bucket whose upper bound is not below {@code value}. */
    private int bucket(long value) {
        long units = Math.ceilDiv(value, unit);
        if (units <= 1) {
            return 0;
        }
        // 2^(k-1) < units <= 2^k, and the octave is split at 1.5 * 2^(k-1).
        int octave = Long.SIZE - Long.numberOfLeadingZeros(units - 1);
        long middle = 3L << octave >> 2;
        // The first octave has no whole number between its ends, so both of its buckets end at 2 units.
        int index = octave * 2 - (units <= middle ? 1 : 0);
        return Math.min(index, BUCKETS);
    }

    int buckets() {
        return BUCKETS;
    }

    /** Returns the inclusive upper bound of a bucket, in the unit that is shown. */
    double upperBound(int bucket) {
        int octave = (bucket + 1) / 2;
        double units = bucket % 2 == 0 ? Math.scalb(1.0, octave) : Math.scalb(0.75, octave);
        return units * unit * scale;
    }

    /** Returns the number of values in a bucket. The index after the last bucket counts all larger values. */
    long count(int bucket) {
        return counts[bucket].sum();
    }

    /** Returns the sum of all values, in the unit that is shown. */
    double sum() {
        return sum.sum() * scale;
    }
}
