package io.dengine.server.console;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Observes one event loop: its thread, its pending tasks, and the time that a task waits for its turn. Each look
 * measures that time with an empty task. Owned by one thread.
 */
final class EventLoopProbe {
    private final SingleThreadIoEventLoop loop;
    private final long threadId;
    private long askedNanos;
    private volatile long tookNanos;
    private volatile boolean underWay;

    private EventLoopProbe(SingleThreadIoEventLoop loop) {
        this.loop = loop;
        this.threadId = loop.threadProperties().id();
    }

    /** Returns the probe of a loop that has begun to work, or null for an executor of another kind. */
    static @org.jspecify.annotations.Nullable EventLoopProbe of(EventExecutor executor) {
        return executor instanceof SingleThreadIoEventLoop loop ? new EventLoopProbe(loop) : null;
    }

    long threadId() {
        return threadId;
    }

    int waiting() {
        return loop.pendingTasks();
    }

    /**
     * Returns the time that the task of the last look waited, or has waited so far. Submits the task of the next look.
     */
    long lagNanos(long nowNanos) {
        if (underWay) {
            return nowNanos - askedNanos;
        }
        long lag = tookNanos;
        underWay = true;
        askedNanos = nowNanos;
        try {
            loop.execute(() -> {
                tookNanos = System.nanoTime() - nowNanos;
                underWay = false;
            });
        } catch (RejectedExecutionException e) {
            underWay = false; // it is shutting down
        }
        return lag;
    }
}
