package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.engine.StageLoad;
import io.dengine.engine.port.Carrier;
import io.dengine.engine.port.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StageThreadTest {
    private static final long SECONDS_10 = 10_000_000_000L;

    @Test
    void everythingThatArrivesIsTakenAndARestingStageIsNotStepped() throws Exception {
        Counting stage = new Counting();
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), Carrier.NONE, failure -> {});
        thread.start();
        for (int i = 0; i < 1_000; i++) {
            CountDownLatch taken = new CountDownLatch(1);
            stage.put(taken::countDown);
            assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
        }
        thread.stopWhenIdle();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        // A step for the item, one that finds nothing, and one after the flag; now and then one for a stale wake-up.
        assertThat(stage.steps.get()).isLessThan(6_000);
    }

    @Test
    void aSlowStepIsMeasuredAndRemembered() throws Exception {
        Counting stage = new Counting();
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), Carrier.NONE, failure -> {});
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger waited = new AtomicInteger();
        stage.put(() -> {
            try {
                waited.addAndGet(never.await(30, TimeUnit.MILLISECONDS) ? 1 : 2);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        thread.stopWhenIdle();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        StageLoad load = thread.load();
        assertThat(load.busyNanos()).isGreaterThanOrEqualTo(30_000_000);
        assertThat(load.longestNanos()).isGreaterThanOrEqualTo(30_000_000);
        assertThat(load.carriedNanos()).isZero();
        assertThat(load.slow()).hasSize(1);
    }

    @Test
    void whatArrivesBeforeTheEndIsStillDone() throws Exception {
        Counting stage = new Counting();
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), Carrier.NONE, failure -> {});
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            stage.put(done::incrementAndGet);
        }
        thread.start();
        thread.stopWhenIdle();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        assertThat(done.get()).isEqualTo(100);
    }

    @Test
    void aDeadlineComesWithoutAnyArrival() throws Exception {
        long dueNanos = System.nanoTime() + 20_000_000;
        CompletableFuture<Long> ran = new CompletableFuture<>();
        Counting stage = new Counting() {
            @Override
            public boolean runOnce() {
                if (System.nanoTime() >= dueNanos) {
                    ran.complete(System.nanoTime());
                }
                return super.runOnce();
            }

            @Override
            public long nextDeadlineNanos() {
                return ran.isDone() ? NO_DEADLINE : dueNanos;
            }
        };
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), Carrier.NONE, failure -> {});
        thread.start();
        assertThat(ran.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(dueNanos);
        thread.stopNow();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
    }

    @Test
    void aStageThatThrowsEndsItsThreadAndIsReported() throws Exception {
        Counting stage = new Counting();
        List<Throwable> deaths = new ArrayList<>();
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), Carrier.NONE, deaths::add);
        IllegalStateException why = new IllegalStateException("broken");
        stage.put(() -> {
            throw why;
        });
        thread.start();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        assertThat(deaths).containsExactly(why);
    }

    @Test
    void aCarrierDoesWhatItBringsWhileTheStageRests() throws Exception {
        List<Runnable> promised = new ArrayList<>();
        Thread bringer = Thread.currentThread();
        Carrier carrier = work -> Thread.currentThread() == bringer && promised.add(work);
        Counting stage = new Counting() {
            @Override
            public boolean isBrief() {
                return true;
            }
        };
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), carrier, failure -> {});
        thread.start();
        List<Thread> workers = new ArrayList<>();
        while (promised.isEmpty()) { // until the thread rests, which it cannot while more arrives than it takes
            CountDownLatch taken = new CountDownLatch(1);
            stage.put(taken::countDown);
            assertThat(!promised.isEmpty() || taken.await(10, TimeUnit.SECONDS)).isTrue();
        }
        stage.put(() -> workers.add(Thread.currentThread()));
        promised.forEach(Runnable::run);
        thread.stopWhenIdle();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        assertThat(workers).hasSize(1);
        assertThat(promised).hasSize(1);
    }

    @Test
    void stepsOfCarriersAndOfTheThreadNeverOverlapAndNothingIsLost() throws Exception {
        ExecutorService bringers = Executors.newFixedThreadPool(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Counting stage = new Counting() {
            @Override
            public boolean isBrief() {
                return steps.get() % 7 != 0;
            }

            @Override
            public boolean runOnce() {
                overlaps.addAndGet(inside.getAndIncrement());
                boolean worked = super.runOnce();
                inside.getAndDecrement();
                return worked;
            }
        };
        Carrier carrier = work -> {
            bringers.execute(work);
            return true;
        };
        StageThread thread = new StageThread("test-stage", stage, TimeSource.system(), carrier, failure -> {});
        thread.start();
        CountDownLatch all = new CountDownLatch(30_000);
        for (int b = 0; b < 3; b++) {
            bringers.execute(() -> {
                for (int i = 0; i < 10_000; i++) {
                    stage.put(() -> {
                        done.incrementAndGet();
                        all.countDown();
                    });
                }
            });
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        thread.stopWhenIdle();
        assertThat(thread.awaitEnd(SECONDS_10)).isTrue();
        bringers.shutdownNow();
        assertThat(overlaps.get()).isZero();
        assertThat(done.get()).isEqualTo(30_000);
    }

    private static class Counting implements Stage {
        final AtomicInteger steps = new AtomicInteger();
        private final Mailbox<Runnable> mailbox = new Mailbox<>(Mailbox.UNBOUNDED);
        private Runnable waker = () -> {};

        void put(Runnable item) {
            mailbox.offer(item);
            waker.run();
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public boolean runOnce() {
            steps.incrementAndGet();
            Runnable item = mailbox.poll();
            if (item == null) {
                return false;
            }
            item.run();
            return true;
        }

        @Override
        public long nextDeadlineNanos() {
            return NO_DEADLINE;
        }

        @Override
        public void onArrival(Runnable newWaker) {
            waker = newWaker;
        }
    }
}
