package io.dengine.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void similarFiguresStartAtZero() {
        Scale scale = Scale.of(40, 83);
        assertThat(scale.logarithmic()).isFalse();
        assertThat(scale.ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(scale.part(50)).isEqualTo(0.5);
    }

    @Test
    void theLargestFigureIsWithinTheAxis() {
        for (double largest : new double[] {0.003, 0.99, 1, 1.01, 5, 5.1, 9.9, 10, 123_456}) {
            Scale scale = Scale.of(0, largest);
            assertThat(scale.ticks().get(scale.ticks().size() - 1)).isGreaterThanOrEqualTo(largest * 0.999);
            assertThat(scale.ticks()).hasSizeBetween(3, 7);
        }
    }

    @Test
    void figuresThatDifferMuchAreOnALogarithmicAxis() {
        Scale scale = Scale.of(20, 5_000);
        assertThat(scale.logarithmic()).isTrue();
        assertThat(scale.ticks()).containsExactly(10.0, 100.0, 1_000.0, 10_000.0);
        assertThat(scale.part(100)).isCloseTo(1 / 3.0, Offset.offset(1e-9));
    }

    @Test
    void zeroAloneHasAnAxis() {
        assertThat(Scale.of(0, 0).part(0)).isZero();
        assertThat(Scale.of().part(0)).isZero();
    }
}
