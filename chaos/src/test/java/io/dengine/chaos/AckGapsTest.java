package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AckGapsTest {
    private static final long MILLI = 1_000_000;

    private final AckGaps gaps = new AckGaps(0);

    @Test
    void theLargestGapSinceTheBeginningIsTold() {
        gaps.acknowledged(50 * MILLI);
        gaps.begin();
        gaps.acknowledged(60 * MILLI);
        gaps.acknowledged(95 * MILLI);
        gaps.acknowledged(96 * MILLI);
        assertThat(gaps.largestMillis(97 * MILLI)).isEqualTo(35);
    }

    @Test
    void aGapThatIsOpenCounts() {
        gaps.acknowledged(10 * MILLI);
        gaps.begin();
        assertThat(gaps.largestMillis(90 * MILLI)).isEqualTo(80);
        gaps.begin();
        gaps.acknowledged(100 * MILLI);
        assertThat(gaps.largestMillis(100 * MILLI)).isEqualTo(90);
    }

    @Test
    void acknowledgementsOutOfOrderMakeNoGap() {
        gaps.acknowledged(20 * MILLI);
        gaps.acknowledged(19 * MILLI);
        gaps.begin();
        gaps.acknowledged(21 * MILLI);
        assertThat(gaps.largestMillis(21 * MILLI)).isEqualTo(1);
    }
}
