package io.dengine.client;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Timers on one daemon thread, which starts with the first alarm. */
final class TimerThread implements Timers {
    private static final System.Logger LOG = System.getLogger(TimerThread.class.getName());
    private static final long LAST_STEP_MILLIS = 1_000;
    private static final long LONG_REST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // ---- guarded by the lock
    private final AlarmHeap heap = new AlarmHeap();
    private @Nullable Thread thread;
    private boolean ended;

    /** The time at which the thread wakes by itself; meaningful while it rests. */
    private long restsUntilNanos;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean set(Alarm alarm, long dueNanos) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            heap.set(alarm, dueNanos);
            if (thread == null) {
                thread = begun();
            } else if (heap.isFirst(alarm) && dueNanos - restsUntilNanos < 0) {
                changed.signal(); // not for each request: they wait for about as long, so the thread wakes in time
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Thread begun() {
        Thread begun = new Thread(this::run, "d-engine-client-timer");
        begun.setDaemon(true);
        begun.start();
        return begun;
    }

    @Override
    public void cancel(Alarm alarm) {
        lock.lock();
        try {
            heap.remove(alarm);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Alarm> end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
            return heap.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the thread has ended, for a bounded time; returns at once on that thread itself. */
    void awaitEnd() {
        Thread running;
        lock.lock();
        try {
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join(LAST_STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            Alarm due = nextDue();
            if (due == null) {
                return;
            }
            try {
                due.ring();
            } catch (RuntimeException | Error e) {
                // A failing alarm must not stop all others.
                LOG.log(System.Logger.Level.ERROR, "A timer of the client failed. Please report this.", e);
            }
        }
    }

    /** Waits for the next alarm. Returns null if the timers have ended. */
    private @Nullable Alarm nextDue() {
        lock.lock();
        try {
            while (!ended) {
                Alarm first = heap.first();
                long nowNanos = System.nanoTime();
                long waitNanos = first == null ? LONG_REST_NANOS : first.dueNanos - nowNanos;
                if (first != null && waitNanos <= 0) {
                    heap.remove(first);
                    return first;
                }
                restsUntilNanos = nowNanos + waitNanos;
                rest(waitNanos);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void rest(long nanos) {
        try {
            long unused = changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // No code has a reason to interrupt this thread: it ends when the timers do.
            LOG.log(System.Logger.Level.DEBUG, "The timer of the client was interrupted, and goes on.");
        }
    }
}
