package io.dengine.recipes;

import io.dengine.api.Subscription;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs delayed tasks. All recipes of a process share its one thread, and leases depend on it: no task may block or call
 * user code. The thread ends after being idle for a while.
 */
final class Timer {
    private static final System.Logger LOG = System.getLogger(Timer.class.getName());
    private static final long IDLE_SECONDS = 10;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final int DOUBLINGS = 6;
    private static final ScheduledThreadPoolExecutor THREAD = thread();

    private Timer() {}

    private static ScheduledThreadPoolExecutor thread() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "d-engine-recipes");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Runs {@code task} once after {@code nanos} nanoseconds, unless the returned subscription is closed before. */
    static Subscription after(long nanos, Runnable task) {
        ScheduledFuture<?> scheduled = THREAD.schedule(() -> run(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A task of a recipe failed, which is a bug: please report it.", e);
        }
    }

    /**
     * Returns the pause in nanoseconds after so many consecutive failures, at least 1: it doubles with each, up to 640
     * ms, minus a random part of up to a half.
     */
    static long pauseNanos(int failures) {
        long millis = FIRST_PAUSE_MILLIS << Math.min(failures - 1, DOUBLINGS);
        return TimeUnit.MILLISECONDS.toNanos(millis)
                * ThreadLocalRandom.current().nextInt(50, 101)
                / 100;
    }
}
