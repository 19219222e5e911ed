package io.dengine.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One client in a closed loop: its next call begins where the last one ended, on the thread that read the answer. */
final class LogicalClient {
    /** A failed call often fails at once; without a pause the loop would do nothing else, or overflow the stack. */
    private static final Executor AFTER_FAILURE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final LoadRun run;
    private final Caller caller;
    private volatile long startNanos;
    private volatile boolean underWay;

    LogicalClient(LoadRun run, Traffic traffic, int index) {
        this.run = run;
        this.caller = traffic.caller(index, this);
    }

    void next() {
        long now = System.nanoTime();
        long number = run.takeCall(now);
        if (number < 0) {
            run.clientEnded();
            return;
        }
        startNanos = System.nanoTime();
        underWay = true;
        caller.call(run.key(number));
    }

    /** Any thread. */
    void cancelIfOlderThan(long limitNanos, long nowNanos) {
        if (underWay && nowNanos - startNanos > limitNanos) {
            caller.cancel();
        }
    }

    void succeeded() {
        underWay = false;
        run.succeeded(System.nanoTime() - startNanos);
        next();
    }

    void failed(String reason) {
        underWay = false;
        run.failed(reason);
        AFTER_FAILURE.execute(this::next);
    }
}
