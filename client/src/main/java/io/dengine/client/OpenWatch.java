package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.WatchRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the two kinds of watches have in common: they begin within a time or not at all, and end once.
 *
 * @param <W> what the user gets when it has begun
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
        this.observed = core.settings().observer().begun("watch");
        this.startNanos = core.timers().nanoTime();
    }

    /** Something has happened to the feed. Short, any thread. */
    abstract void wake();

    /** What the user gets. */
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

    /** Tells the user, once, that the watch has begun. The polling thread's. */
    final void announce() {
        if (feed.isBegun() && !decided.getAndSet(true)) {
            core.timers().cancel(this);
            observed.succeeded(1, core.timers().nanoTime() - startNanos);
            start.settle(handle());
        }
    }

    /** Ends it with a failure: of its beginning if it has not begun, else of the watch. */
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

    /** Ends it because of what the user's code threw. */
    final void endBecause(Throwable thrown) {
        reason = thrown;
        release();
    }

    /** Why it has ended although the user did not close it, or null. */
    final @Nullable Throwable reason() {
        return reason;
    }

    /** Ends it without a word. */
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
