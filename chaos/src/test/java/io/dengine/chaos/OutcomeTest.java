package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void aBrokenPromiseIsPointedAt() {
        Outcome kept = new Outcome("Kept").promise("Missing", 0, 0);
        assertThat(kept.good()).isTrue();
        assertThat(kept.toString()).isEqualTo("Kept\n Missing:\t0\n As promised.\n");
        Outcome broken = new Outcome("Broken").promise("Missing", 3, 0);
        assertThat(broken.good()).isFalse();
        assertThat(broken.toString()).contains("3  <-- must be 0").contains("NOT as promised.");
    }

    @Test
    void timesAreShownWithTheirSpread() {
        String text = new Outcome("Times")
                .times("First write", List.of(5L, 1L, 4L, 2L, 3L, 10L, 6L, 7L, 8L, 9L))
                .toString();
        assertThat(text).contains("min 1, p50 5, p90 9, max 10 ms (of 10)");
    }

    @Test
    void aMissedTargetIsToldAndBreaksNoPromise() {
        Outcome met = new Outcome("Met").target("Gaps", List.of(5L, 9L), 10).ratio("Ratio", 2, 2);
        assertThat(met.toString()).endsWith(" As promised.\n");
        Outcome missed =
                new Outcome("Missed").target("Gaps", List.of(5L, 10L), 10).ratio("Ratio", 2.1, 2);
        assertThat(missed.good()).isTrue();
        assertThat(missed.toString())
                .contains("1  <-- the target is less than 10 ms")
                .contains("2.10  <-- the target is at most 2.0")
                .endsWith(" As promised; targets missed: 2.\n");
    }

    @Test
    void tooLittleIsABrokenPromise() {
        assertThat(new Outcome("Enough").atLeast("Writes", 1, 1).good()).isTrue();
        assertThat(new Outcome("Too few").atLeast("Writes", 0, 1).toString()).contains("0  <-- must be at least 1");
    }
}
