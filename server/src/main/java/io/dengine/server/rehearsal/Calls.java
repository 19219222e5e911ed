package io.dengine.server.rehearsal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls are still to be made, and until when. Safe for any number of threads.
 *
 * <p>The limit is one of processor time: on a busy machine the same work is done as on an idle one, only later.
 */
public final class Calls {
    private static final int CALLS_BETWEEN_LOOKS = 500;

    private final long total;
    private final Duration cpuLimit;
    private final long endNanos;
    private final AtomicLong taken = new AtomicLong();
    private final CountDownLatch callers;
    private volatile boolean spent;

    /**
     * @param total calls in all
     * @param cpuLimit none begins once this process has taken so much processor time
     * @param limitNanos nor later than this after now
     * @param callers how many callers share them
     */
    public Calls(long total, Duration cpuLimit, long limitNanos, int callers) {
        this.total = total;
        this.cpuLimit = cpuLimit;
        this.endNanos = System.nanoTime() + limitNanos;
        this.callers = new CountDownLatch(callers);
    }

    /** The number of the next call, or -1 if there is none: the caller has ended then. */
    long take() {
        long number = taken.getAndIncrement();
        if (number % CALLS_BETWEEN_LOOKS == 0) {
            Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            spent |= cpu.compareTo(cpuLimit) > 0;
        }
        if (!spent && number < total && System.nanoTime() - endNanos < 0) {
            return number;
        }
        callers.countDown();
        return -1;
    }

    /** How many calls have begun. */
    public long made() {
        return Math.min(taken.get(), total);
    }

    /** Waits until all callers have ended, and a little for those whose last answer does not come. */
    public void await() throws InterruptedException {
        long left = endNanos - System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        boolean unused = callers.await(left, TimeUnit.NANOSECONDS);
    }
}
