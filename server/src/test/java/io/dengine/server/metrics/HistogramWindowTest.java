package io.dengine.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramWindowTest {
    private static final long MS = 1_000_000L;

    private final Histogram histogram = Histogram.ofNanosShownAsMillis();

    @Test
    void onlyWhatCameSinceTheLastLookCounts() {
        histogram.record(900 * MS);
        HistogramWindow window = new HistogramWindow(histogram);
        histogram.record(2 * MS);
        window.look();
        assertThat(window.count()).isEqualTo(1);
        assertThat(window.quantile(0.99)).isEqualTo(2, within(0.7));
        window.look();
        assertThat(window.count()).isZero();
        assertThat(window.quantile(0.5)).isZero();
    }

    @Test
    void quantilesAreRightWithinAThird() {
        HistogramWindow window = new HistogramWindow(histogram);
        for (int i = 1; i <= 1_000; i++) {
            histogram.record(i * MS / 10);
        }
        window.look();
        assertThat(window.quantile(0.5)).isEqualTo(50, within(50 / 3.0));
        assertThat(window.quantile(0.99)).isEqualTo(99, within(99 / 3.0));
        assertThat(window.quantile(0)).isPositive();
    }

    @Test
    void whatIsBeyondTheLastBucketIsShownAsItsBound() {
        HistogramWindow window = new HistogramWindow(histogram);
        histogram.record(Long.MAX_VALUE / 2);
        window.look();
        assertThat(window.quantile(1)).isEqualTo(histogram.upperBound(histogram.buckets() - 1));
    }
}
