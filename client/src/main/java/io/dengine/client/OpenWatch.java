package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.WatchRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The common part of both kinds of watches: a watch begins within its timeout or fails, and ends once.
 *
 * @param <W> the type of the result when the watch has begun
 */
abstract class OpenWatch<W> extends Alarm implements ClientCore.Lasting {
    final ClientCore core;
    final ResumingFeed feed;
    private final ClientFuture<W> start;
    private final CallObserver.Ongoing observed;
    private final long startNanos;
    private final AtomicBoolean decided = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Throwable reason;

    OpenWatch(ClientCore core, WatchRequest request) {
        this.core = core;
        this.feed = new ResumingFeed(core, request, this::wake);
        this.start = new ClientFuture<>(core.executor());
        this.observed = core.observed("watch");
        this.startNanos = core.timers().nanoTime();
    }

    /** Called when the state of the feed has changed. Must return quickly; any thread. */
    abstract void wake();

    /** Returns the object that the user receives. */
    abstract W handle();

    final ClientFuture<W> begin(long timeoutNanos) {
        core.add(this);
        if (core.timers().set(this, startNanos + timeoutNanos)) {
            wake();
        } else {
            clientClosed();
        }
        return start;
    }

    /** Reports once that the watch has begun. Called by the polling thread only. */
    final void announce() {
        if (feed.isBegun() && !decided.getAndSet(true)) {
            core.timers().cancel(this);
            observed.succeeded(1, core.timers().nanoTime() - startNanos);
            start.settle(handle());
        }
    }

    /** Fails the start if the watch has not begun, otherwise the watch. */
    final void fail(EngineException why) {
        boolean beginning = !decided.getAndSet(true);
        if (!beginning && !closed) {
            reason = why;
        }
        release();
        if (beginning) {
            observed.failed(why, 1, core.timers().nanoTime() - startNanos);
            start.settleFailure(why);
        } else {
            wake();
        }
    }

    /** Ends the watch because of an exception from the user's code. */
    final void endBecause(Throwable thrown) {
        reason = thrown;
        release();
    }

    /** Returns why the watch has ended although the user did not close it, or null. */
    final @Nullable Throwable reason() {
        return reason;
    }

    /** Ends the watch without notifying the user. */
    final void release() {
        closed = true;
        core.timers().cancel(this);
        core.remove(this);
        feed.close();
    }

    final boolean isClosed() {
        return closed;
    }

    @Override
    final void ring() {
        if (!decided.get()) {
            fail(feed.lastFailure());
        }
    }

    @Override
    public final void clientClosed() {
        if (!closed) {
            fail(new EngineException.Closed("The watch has ended: the client was closed."));
        }
    }
}
