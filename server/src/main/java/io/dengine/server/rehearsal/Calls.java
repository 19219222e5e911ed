package io.dengine.server.rehearsal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the calls that are still to be made, and ends them at a limit of time. Safe for any number of threads.
 *
 * <p>The limit is one of processor time, so that a busy machine does the same work as an idle one, only later.
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
     * @param total the number of calls in all
     * @param cpuLimit no call begins once this process has used so much processor time
     * @param limitNanos no call begins later than this after now, in nanoseconds
     * @param callers the number of callers that share the calls
     */
    public Calls(long total, Duration cpuLimit, long limitNanos, int callers) {
        this.total = total;
        this.cpuLimit = cpuLimit;
        this.endNanos = System.nanoTime() + limitNanos;
        this.callers = new CountDownLatch(callers);
    }

    /** Returns the number of the next call, or -1 if there is none. After -1 the caller must not call again. */
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

    /** Returns the number of calls that have begun. */
    public long made() {
        return Math.min(taken.get(), total);
    }

    /**
     * Waits until all callers have ended, and at most 5 seconds past the limit for those whose last answer does not
     * come.
     */
    public void await() throws InterruptedException {
        long left = endNanos - System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        boolean unused = callers.await(left, TimeUnit.NANOSECONDS);
    }
}
