package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whole clients under faults of all kinds, in invented time. Each failure names the seed that leads to it. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("client.seeds", 1_500);
    private static final int FIRST_SEED = Integer.getInteger("client.firstSeed", 1);

    private interface Part {
        void run(long seed);
    }

    private static void forEachSeed(Part part) {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                part.run(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (-Dclient.firstSeed=" + seed + "): " + e.getMessage(), e);
            }
        }
    }

    @Test
    void what_a_write_says_of_itself_is_true() {
        long[] sums = new long[3];
        forEachSeed(seed -> {
            SimRun run = SimRun.random(seed);
            SimWrites writes = new SimWrites(run);
            writes.plan(60);
            run.runToTheEnd();
            writes.check();
            run.close();
            sums[0] += writes.successes();
            sums[1] += writes.unknown();
            sums[2] += writes.reads();
        });
        assertThat(sums).as("successes, unknown outcomes, reads").doesNotContain(0);
    }

    @Test
    void more_writes_than_a_session_takes_at_once_are_all_carried_out() {
        SimRun run = new SimRun(7, SimFaults.NONE, ClientSettings.STANDARD);
        SimWrites writes = new SimWrites(run);
        writes.burst(3 * SessionWindow.WIDTH);
        run.runToTheEnd();
        writes.check();
        assertThat(writes.successes()).isEqualTo(3 * SessionWindow.WIDTH);
        run.close();
    }

    @Test
    void watches_see_everything_once_and_in_order() {
        long[] seen = new long[1];
        forEachSeed(seed -> {
            SimRun run = SimRun.random(seed);
            SimWatchers watchers = new SimWatchers(run);
            new SimWrites(run).plan(150);
            watchers.plan(10);
            run.runToTheEnd();
            watchers.check();
            run.close();
            seen[0] += watchers.seen();
        });
        assertThat(seen[0]).isPositive();
    }

    @Test
    void a_lease_is_known_to_be_lost_before_it_ends() {
        long[] lost = new long[1];
        forEachSeed(seed -> {
            SimRun run = SimRun.random(seed);
            SimLeases leases = new SimLeases(run);
            leases.plan(12);
            run.runToTheEnd();
            leases.check();
            run.close();
            lost[0] += leases.lost();
        });
        assertThat(lost[0]).isPositive();
    }

    @Test
    void where_nothing_fails_no_lease_is_lost() {
        SimRun run = new SimRun(11, SimFaults.NONE, ClientSettings.STANDARD);
        SimLeases leases = new SimLeases(run);
        leases.plan(100);
        run.runToTheEnd();
        assertThat(leases.count()).isEqualTo(100);
        assertThat(leases.lost()).isZero();
        run.close();
    }
}
