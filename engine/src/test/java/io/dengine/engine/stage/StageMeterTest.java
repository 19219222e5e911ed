package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.engine.SlowStep;
import io.dengine.engine.StageLoad;
import org.junit.jupiter.api.Test;

class StageMeterTest {
    private static final long MS = 1_000_000L;

    private final StageMeter meter = new StageMeter();

    private StageLoad load(long nowNanos) {
        return meter.load("core", 7, 1, nowNanos);
    }

    @Test
    void timeInStepsIsBusyWhoeverMakesThem() {
        meter.begin(0, 5);
        meter.end(3 * MS, true, false);
        meter.begin(10 * MS, 2);
        meter.end(14 * MS, true, true);
        meter.begin(20 * MS, 0);
        meter.end(21 * MS, false, false);
        StageLoad load = load(100 * MS);
        assertThat(load.busyNanos()).isEqualTo(8 * MS);
        assertThat(load.carriedNanos()).isEqualTo(4 * MS);
        assertThat(load.steps()).isEqualTo(2);
    }

    @Test
    void aStepThatHasNotEndedIsBusyAsFarAsItHasCome() {
        meter.begin(10 * MS, 0);
        assertThat(load(500 * MS).busyNanos()).isEqualTo(490 * MS);
        meter.end(600 * MS, true, false);
        assertThat(load(2_000 * MS).busyNanos()).isEqualTo(590 * MS);
    }

    @Test
    void theLargestValuesBeginAnewWhenTheyAreRead() {
        meter.begin(0, 9);
        meter.end(5 * MS, true, false);
        assertThat(load(6 * MS))
                .extracting(StageLoad::deepest, StageLoad::longestNanos)
                .containsExactly(9, 5 * MS);
        meter.begin(10 * MS, 0);
        meter.end(12 * MS, true, false);
        assertThat(load(13 * MS))
                .extracting(StageLoad::deepest, StageLoad::longestNanos)
                .containsExactly(1, 2 * MS);
    }

    @Test
    void theLastSlowStepsAreRemembered() {
        for (int i = 1; i <= 10; i++) {
            meter.begin(0, i);
            meter.end(30 * MS, true, false);
            meter.slow(30 * MS, i * 1_000L);
        }
        assertThat(load(0).slow()).hasSize(8).last().isEqualTo(new SlowStep(10_000, 30 * MS, 10));
        assertThat(StageMeter.isSlow(19 * MS)).isFalse();
        assertThat(StageMeter.isSlow(20 * MS)).isTrue();
    }
}
