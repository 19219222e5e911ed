package io.dengine.bench;

import io.dengine.embedded.EmbeddedEngine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, the normal end of a node that only serves: the engine hands over its leadership and the process exits with
 * code 0.
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

    /** Waits until {@code time} has passed or the process is told to stop. */
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
            // The process is already shutting down, and the hook runs.
            return;
        }
    }
}
