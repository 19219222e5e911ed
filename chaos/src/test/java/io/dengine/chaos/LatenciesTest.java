package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void quantilesAreTimesThatWereMeasured() {
        Latencies some = new Latencies();
        Latencies others = new Latencies();
        for (int i = 1; i <= 2_000; i++) {
            (i % 3 == 0 ? some : others).add(i * 1_000_000L);
        }
        some.addAll(others);
        assertThat(some.count()).isEqualTo(2_000);
        assertThat(some.quantileMillis(0.5)).isEqualTo(1_000);
        assertThat(some.quantileMillis(0.99)).isEqualTo(1_980);
        assertThat(some.quantileMillis(1)).isEqualTo(2_000);
        assertThat(new Latencies().quantileMillis(0.5)).isZero();
    }
}
