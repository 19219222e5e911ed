package io.dengine.engine.stage;

import io.dengine.engine.port.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Drives one stage: works while there is work, then rests until something arrives or the deadline comes. Waking it
 * costs one read of a flag unless it rests.
 *
 * <p>Nobody has a reference to the thread but this class, and nobody interrupts it: an interrupt would close the files
 * that the stage has open.
 */
public final class StageThread {
    private final Stage stage;
    private final TimeSource time;
    private final Consumer<Throwable> onDeath;
    private final Thread thread;
    private final AtomicBoolean resting = new AtomicBoolean();
    private volatile End end = End.NONE;

    private enum End {
        NONE,
        WHEN_IDLE,
        NOW
    }

    /** @param onDeath told if the stage throws, which none does that guards itself; the thread ends then */
    public StageThread(String name, Stage stage, TimeSource time, Consumer<Throwable> onDeath) {
        this.stage = stage;
        this.time = time;
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        stage.onArrival(this::wake);
    }

    public void start() {
        thread.start();
    }

    private void wake() {
        if (resting.get() && resting.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread once its stage has nothing left to do. */
    public void stopWhenIdle() {
        end = End.WHEN_IDLE;
        wake();
    }

    /** Ends the thread after its current step. */
    public void stopNow() {
        end = End.NOW;
        wake();
    }

    /** Waits for the end. Returns false if it has not come in time. */
    public boolean awaitEnd(long timeoutNanos) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
        }
        return !thread.isAlive();
    }

    private void run() {
        try {
            while (end != End.NOW) {
                if (!stage.runOnce() && !rest()) {
                    return;
                }
            }
        } catch (Throwable e) {
            onDeath.accept(e);
        }
    }

    /** Returns false if the thread is to end instead. */
    private boolean rest() {
        // Whoever puts something down after this line sees the flag; whatever was put down before, this step finds.
        resting.set(true);
        if (stage.runOnce()) {
            resting.set(false);
            return true;
        }
        if (end != End.NONE) {
            return false;
        }
        long deadlineNanos = stage.nextDeadlineNanos();
        if (deadlineNanos == Stage.NO_DEADLINE) {
            LockSupport.park(this);
        } else {
            long waitNanos = deadlineNanos - time.nanoTime();
            if (waitNanos > 0) {
                LockSupport.parkNanos(this, waitNanos);
            }
        }
        resting.set(false);
        return true;
    }
}
