package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.ListenerCalls;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A watch whose listener is called on the executor when there are events; it uses no thread while it is idle. */
final class ListenedWatch extends OpenWatch<Subscription> implements Subscription {
    private static final System.Logger LOG = System.getLogger(ListenedWatch.class.getName());

    /** Limits how long a busy watch keeps a thread from other watches. */
    private static final int BATCHES_AT_A_TIME = 256;

    private final WatchListener listener;
    private final ListenerCalls calls = new ListenerCalls(
            "The listener of a watch", "The watch ends, because the listener did not process this call completely.");
    private final SerialTask pump;
    private final AtomicBoolean ended = new AtomicBoolean();

    ListenedWatch(ClientCore core, WatchRequest request, WatchListener listener) {
        super(core, request);
        this.listener = listener;
        this.pump = new SerialTask(core.executor(), this::drain);
    }

    @Override
    void wake() {
        pump.signal();
    }

    @Override
    Subscription handle() {
        return this;
    }

    private void drain() {
        for (int i = 0; i < BATCHES_AT_A_TIME; i++) {
            if (isClosed()) {
                tellEnd();
                return;
            }
            WatchBatch batch = feed.pollBegin() ? next() : null;
            if (batch == null) {
                EngineException end = feed.end();
                if (end != null) {
                    fail(end);
                    tellEnd();
                }
                return;
            }
            deliver(batch);
        }
        pump.signal();
    }

    private @Nullable WatchBatch next() {
        announce();
        return feed.poll();
    }

    private void deliver(WatchBatch batch) {
        Throwable thrown = calls.run(() -> listener.onBatch(batch));
        if (thrown != null) {
            endBecause(thrown);
            tellEnd();
        }
    }

    private void tellEnd() {
        Throwable why = reason();
        if (why == null || ended.getAndSet(true)) {
            return;
        }
        if (why instanceof EngineException && !(why instanceof EngineException.Closed)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "A watch has ended, and its listener receives the reason: " + why.getMessage());
        }
        Throwable unused = calls.run(() -> listener.onEnd(why));
    }

    @Override
    public void close() {
        ended.set(true);
        release();
    }
}
