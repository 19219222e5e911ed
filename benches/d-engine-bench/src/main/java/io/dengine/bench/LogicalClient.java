package io.dengine.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client: the thread that reads an answer begins the client's next call, unless the {@link Pace} says that it is
 * not due yet. An answer that arrives before the call has returned, as from an engine in this process, does not deepen
 * the stack.
 */
public final class LogicalClient {
    /**
     * The pause after a failure. Calls often fail at once; without a pause the loop would only fail, or overflow the
     * stack.
     */
    private static final Executor AFTER_FAILURE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final LoadRun run;
    private final int index;
    private final Caller caller;
    /** The number of calls to begin. The thread that raises it from 0 begins them, until it is 0 again. */
    private final AtomicInteger due = new AtomicInteger();

    private volatile long startNanos;
    private volatile boolean underWay;

    LogicalClient(LoadRun run, Traffic traffic, int index) {
        this.run = run;
        this.index = index;
        this.caller = traffic.caller(index, this);
    }

    void next() {
        if (due.getAndIncrement() == 0) {
            do {
                begin();
            } while (due.decrementAndGet() != 0);
        }
    }

    private void begin() {
        long now = System.nanoTime();
        long number = run.takeCall(now);
        if (number < 0) {
            run.clientEnded();
            return;
        }
        Pace pace = run.pace();
        long due = pace == null ? System.nanoTime() : pace.dueNanos(number);
        if (pace == null || due - now <= 0) {
            call(number, due);
        } else {
            pace.at(due, () -> call(number, due));
        }
    }

    /** @param sinceNanos the time from which the duration of the call counts */
    private void call(long number, long sinceNanos) {
        startNanos = sinceNanos;
        underWay = true;
        caller.call(run.key(number));
    }

    /**
     * Cancels the call in flight if it began more than {@code limitNanos} before {@code nowNanos}. May be called on any
     * thread.
     */
    void cancelIfOlderThan(long limitNanos, long nowNanos) {
        if (underWay && nowNanos - startNanos > limitNanos) {
            caller.cancel();
        }
    }

    /** Records that the call in flight succeeded. Called once per call, on any thread. */
    public void succeeded() {
        underWay = false;
        run.succeeded(index, System.nanoTime() - startNanos);
        next();
    }

    /** Records that the call in flight failed. Called once per call, on any thread. */
    public void failed(String reason) {
        underWay = false;
        run.failed(reason);
        AFTER_FAILURE.execute(this::next);
    }
}
