package io.dengine.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dengine.engine.SlowStep;
import io.dengine.engine.StageLoad;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What samples say of an interval is what happened in it. */
@Timeout(60)
class SamplingTest {
    private static final long SECOND = 1_000_000_000L;

    private static StageLoad core(long busyNanos, long carriedNanos, long steps) {
        return new StageLoad(
                "core", Thread.currentThread().threadId(), busyNanos, carriedNanos, steps, 2_500_000, 3, 9, List.of());
    }

    @Test
    void sharesAndRatesAreThoseOfTheInterval() {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Workers workers = new Workers(loops);
            workers.look(List.of(core(50 * SECOND, 10 * SECOND, 1_000)), 0, 1);
            List<Sample.Worker> second = workers.look(
                    List.of(core(50 * SECOND + SECOND, 10 * SECOND + SECOND / 2, 1_500)), 2 * SECOND, 2 * SECOND);
            Sample.Worker core = second.get(0);
            assertThat(core.busy()).isEqualTo(0.5, within(1e-9));
            assertThat(core.carried()).isEqualTo(0.25, within(1e-9));
            assertThat(core.stepsPerSecond()).isEqualTo(250, within(1e-9));
            assertThat(core.longestMillis()).isEqualTo(2.5, within(1e-9));
            assertThat(core.waiting()).isEqualTo(3);
            assertThat(core.deepest()).isEqualTo(9);
            assertThat(second)
                    .extracting(Sample.Worker::name)
                    .containsExactly("core", "loop 1", "other threads", "gc and jit");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void aLoopThatIsHeldUpShowsForHowLong() throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        try {
            Workers workers = new Workers(loops);
            workers.look(List.of(), 0, 1);
            loops.next().execute(() -> {
                holding.countDown();
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            holding.await();
            // The task of the first look may have run before; that of this one cannot.
            workers.look(List.of(), SECOND, SECOND);
            Sample.Worker loop = workers.look(List.of(), 3 * SECOND, 2 * SECOND).get(0);
            assertThat(loop.name()).isEqualTo("loop 1");
            assertThat(loop.longestMillis()).isGreaterThanOrEqualTo(2_000);
        } finally {
            held.countDown();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void aRateIsWhatWasAddedAndNeverNegative() {
        Rate rate = new Rate(100);
        assertThat(rate.perSecond(150, 2 * SECOND)).isEqualTo(25);
        assertThat(rate.perSecond(150, SECOND)).isZero();
        assertThat(rate.perSecond(20, SECOND)).isZero();
        assertThat(rate.perSecond(21, SECOND)).isEqualTo(1);
    }

    @Test
    void whatWasSlowComesNewestFirstAndShortCollectionsAreLeftOut() {
        StageLoad log = new StageLoad("log", 1, 0, 0, 0, 0, 0, 0, List.of(new SlowStep(2_000, 50_000_000, 7)));
        SlowLog slow = new SlowLog();
        slow.look(List.of(), List.of(new GcWatch.Pause(1_000, 30, "G1, full"), new GcWatch.Pause(1_500, 3, "G1")));
        assertThat(slow.look(List.of(log), List.of()))
                .containsExactly(
                        new Sample.Slow(2_000, "log", 50, "7 waited when it began"),
                        new Sample.Slow(1_000, "gc", 30, "G1, full"));
    }

    @Test
    void collectionsAreHeardOf() throws InterruptedException {
        try (GcWatch watch = new GcWatch()) {
            System.gc();
            List<GcWatch.Pause> pauses = watch.take();
            while (pauses.isEmpty()) {
                Thread.onSpinWait();
                pauses = watch.take();
            }
            assertThat(pauses.get(0).reason()).contains("System.gc()");
        }
    }
}
