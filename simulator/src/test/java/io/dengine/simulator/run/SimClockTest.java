package io.dengine.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimClockTest {
    private final Scheduler scheduler = new Scheduler(new SplittableRandom(1));
    private final SimClock clock = new SimClock(scheduler, 1.25, 1_000, 8);

    @Test
    void it_runs_at_its_rate_in_grains() {
        passTo(100);
        assertThat(clock.nanoTime()).isEqualTo(1_120);
        passTo(103);
        assertThat(clock.nanoTime()).isEqualTo(1_128);
    }

    @Test
    void what_waits_for_a_time_is_woken_when_it_is_shown() {
        long trueNanos = clock.trueNanos(1_122);
        passTo(trueNanos);
        assertThat(clock.nanoTime()).isBetween(1_122L, 1_122L + 8);
    }

    @Test
    void while_it_stands_still_no_time_comes_and_afterwards_it_knows_nothing_of_that() {
        passTo(80);
        clock.stand(true);
        passTo(10_000);
        assertThat(clock.nanoTime()).isEqualTo(1_096);
        assertThat(clock.trueNanos(1_104)).isEqualTo(SimClock.NEVER);
        clock.stand(false);
        passTo(10_080);
        assertThat(clock.nanoTime()).isEqualTo(1_200);
    }

    @Test
    void the_wall_clock_goes_its_own_way() {
        long before = clock.wallMillis();
        clock.stand(true);
        passTo(4 * Scheduler.MILLI);
        assertThat(clock.wallMillis()).isEqualTo(before + 4);
        clock.wallRunsAt(0);
        passTo(9 * Scheduler.MILLI);
        assertThat(clock.wallMillis()).isEqualTo(before + 4);
        clock.wallRunsAt(1);
        passTo(10 * Scheduler.MILLI);
        assertThat(clock.wallMillis()).isEqualTo(before + 5);
    }

    private void passTo(long nanos) {
        assertThat(scheduler.runNext(nanos)).isFalse();
    }
}
