package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import java.time.Duration;
import java.util.SplittableRandom;

/** One simulated client and its cluster, from a seed. */
final class SimRun {
    private static final long BUSY_NANOS = 20 * SimWorld.SECOND;
    private static final long CALM_NANOS = 12 * SimWorld.SECOND;

    final SimWorld world;
    final SimTarget target;
    final AsyncClient client;
    final SimFaults faults;
    final ClientSettings settings;

    SimRun(long seed, SimFaults faults, ClientSettings settings) {
        this.world = new SimWorld(seed);
        this.faults = faults;
        this.settings = settings;
        this.target = new SimTarget(world, faults);
        this.client = new EngineClient(target, settings, world);
    }

    /** Faults and settings come from the seed as well. */
    static SimRun random(long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        return new SimRun(seed, SimFaults.random(random), settings(random));
    }

    static ClientSettings settings(SplittableRandom random) {
        return ClientSettings.STANDARD
                .withTimeout(Duration.ofMillis(random.nextInt(200, 10_000)))
                .withResendAfter(Duration.ofMillis(random.nextInt(20, 2_000)))
                .withExactlyOnce(random.nextInt(5) != 0)
                .withSessionTtl(Duration.ofMillis(random.nextInt(3) == 0 ? 1_000 : 300_000))
                .withMaxUnderWay(random.nextInt(5) == 0 ? 4 : 1_000);
    }

    /** A time while things fail. */
    long busyTime() {
        return world.between(0, BUSY_NANOS);
    }

    /** Lets everything happen, and everything that may be repaired be repaired. */
    void runToTheEnd() {
        world.run(BUSY_NANOS);
        target.calm();
        world.run(CALM_NANOS);
    }

    /** Closes the client, which must leave nothing behind. */
    void close() {
        client.close();
        world.run(SimWorld.SECOND);
        assertThat(target.isClosed()).isTrue();
        assertThat(target.openFeeds()).isZero();
        assertThat(world.openAlarms()).isZero();
        assertThat(client.cluster()).isCompletedExceptionally();
        assertThat(client.cluster().exceptionNow()).isInstanceOf(EngineException.Closed.class);
    }
}
