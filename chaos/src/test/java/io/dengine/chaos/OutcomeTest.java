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
}
