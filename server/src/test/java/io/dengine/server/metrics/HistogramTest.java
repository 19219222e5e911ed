package io.dengine.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void eachValueFallsIntoTheFirstBucketThatHoldsIt() {
        long seed = 20_261_122L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            long nanos = i < 5_000 ? i : random.nextLong(1L << random.nextInt(1, 36));
            Histogram histogram = Histogram.ofNanosShownAsMillis();
            histogram.record(nanos);
            double millis = nanos / 1e6;
            int expected = 0;
            while (expected < histogram.buckets() && histogram.upperBound(expected) < millis * (1 - 1e-12)) {
                expected++;
            }
            // The first octave is too short for two buckets of whole units.
            int accepted = expected == 1 ? 2 : expected;
            assertThat(histogram.count(expected) + histogram.count(accepted))
                    .as("%d ns, seed %d", nanos, seed)
                    .isPositive();
        }
    }

    @Test
    void boundsGrow() {
        Histogram histogram = Histogram.ofCounts();
        assertThat(histogram.upperBound(0)).isEqualTo(1);
        assertThat(histogram.upperBound(2)).isEqualTo(2);
        assertThat(histogram.upperBound(3)).isEqualTo(3);
        assertThat(histogram.upperBound(4)).isEqualTo(4);
        for (int i = 1; i < histogram.buckets(); i++) {
            assertThat(histogram.upperBound(i)).isGreaterThan(histogram.upperBound(i - 1));
        }
    }

    @Test
    void negativeAndHugeValuesAreCounted() {
        Histogram histogram = Histogram.ofCounts();
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE / 4);
        assertThat(histogram.count(0)).isEqualTo(1);
        assertThat(histogram.count(histogram.buckets())).isEqualTo(1);
    }
}
