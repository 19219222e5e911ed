package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutstandingTest {
    @Test
    void idsOfTwoRunsOfANodeAreFarApart() {
        for (long seed = 0; seed < 1_000; seed++) {
            long first = Outstanding.firstIdOf(seed);
            assertThat(first).isBetween(0L, Long.MAX_VALUE >> 1);
            assertThat(Math.abs(Outstanding.firstIdOf(seed + 1) - first)).isGreaterThan(1L << 40);
        }
    }
}
