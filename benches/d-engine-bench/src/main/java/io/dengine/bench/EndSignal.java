package io.dengine.bench;

import io.dengine.embedded.EmbeddedEngine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, which ends a node that only serves. The engine then hands its leadership over and exits with code 0: this is
 * the normal end of such a node.
 */
final class EndSignal implements AutoCloseable {
    private final Thread hook;

    private EndSignal(Thread hook) {
        this.hook = hook;
    }

    static EndSignal install(EmbeddedEngine engine) {
        Thread hook = new Thread(
                () -> {
                    engine.close();
                    Runtime.getRuntime().halt(0);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new EndSignal(hook);
    }

    /** Waits until the process is ended from outside, or {@code time} has passed. */
    static void pause(Duration time) throws BenchException {
        try {
            boolean unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    void await() throws BenchException {
        pause(Duration.ofDays(3650));
    }

    @Override
    public void close() {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook runs.
            return;
        }
    }
}
