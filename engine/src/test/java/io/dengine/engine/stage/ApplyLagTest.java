package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApplyLagTest {
    private final ApplyLag lag = new ApplyLag(100);

    @Test
    void whatIsAppliedAtOnceIsNeverLate() {
        for (int i = 1; i < 1_000; i++) {
            lag.observe(i, i - 1, 10L * i);
            assertThat(lag.isTooLong(i - 1, 10L * i)).isFalse();
        }
    }

    @Test
    void theOldestEntryThatIsNotAppliedCounts() {
        lag.observe(5, 4, 1_000);
        lag.observe(90, 4, 1_090);
        assertThat(lag.isTooLong(4, 1_100)).isFalse();
        assertThat(lag.isTooLong(4, 1_101)).isTrue();
        assertThat(lag.isTooLong(5, 1_101)).as("that entry was applied").isFalse();
        lag.observe(90, 5, 1_101);
        assertThat(lag.isTooLong(89, 1_201)).isFalse();
        assertThat(lag.isTooLong(89, 1_202)).isTrue();
    }

    @Test
    void aRestIsNoDelay() {
        lag.observe(5, 5, 1_000);
        assertThat(lag.isTooLong(5, 9_000)).isFalse();
        lag.observe(6, 5, 9_000);
        assertThat(lag.isTooLong(5, 9_001)).isFalse();
    }
}
