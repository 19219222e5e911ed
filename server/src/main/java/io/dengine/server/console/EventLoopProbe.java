package io.dengine.server.console;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Looks at one event loop: who it is, what waits for it, and how long a task waits for its turn. The last is found out
 * by an empty task with each look. Owned by one thread.
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

    /** The probe of a loop that has begun to work; null for an executor of another kind. */
    static @org.jspecify.annotations.Nullable EventLoopProbe of(EventExecutor executor) {
        return executor instanceof SingleThreadIoEventLoop loop ? new EventLoopProbe(loop) : null;
    }

    long threadId() {
        return threadId;
    }

    int waiting() {
        return loop.pendingTasks();
    }

    /** How long the task of the last look waited, or has waited so far; begins the next look. */
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
