package io.dengine.server.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Moves items from a source to one client, as fast as the client reads them and by one thread at a time.
 *
 * <p>The thread that adds an item calls {@link #wake}, which only hands the work to the executor: the node's apply
 * thread pays neither for encoding nor for slow clients.
 */
abstract class StreamPump<T> {
    private final ServerCallStreamObserver<T> client;
    private final StreamSetting setting;
    /** The number of wakeups that are not yet served. The caller that raises it from 0 starts a run. */
    private final AtomicInteger wakeups = new AtomicInteger();

    private volatile boolean unavailable;
    private boolean ended; // owned by the run in progress

    StreamPump(ServerCallStreamObserver<T> client, StreamSetting setting) {
        this.client = client;
        this.setting = setting;
    }

    /** Returns the next message for the client, or null if there is none now. */
    abstract @Nullable T next();

    /** Returns the status of a stream that ends after what {@link #next} has returned last; null if more may follow. */
    abstract @Nullable Status end();

    /** Releases the source. Can be called any number of times, on any thread. */
    abstract void closeSource();

    /** Starts to move items. Called on the thread of the call, before it returns to gRPC. */
    final void open() {
        client.setOnCancelHandler(this::release);
        client.setOnCloseHandler(this::release);
        client.setOnReadyHandler(this::wake);
        setting.open().add(this);
        wake();
    }

    /** Notifies the pump that there may be items. Any thread; returns at once. */
    final void wake() {
        if (wakeups.getAndIncrement() == 0) {
            Executor executor = setting.executor();
            executor.execute(this::run);
        }
    }

    /** Ends the stream because this node stops serving. */
    final void endUnavailable() {
        unavailable = true;
        wake();
    }

    private void release() {
        setting.open().remove(this);
        closeSource();
    }

    private void run() {
        int served = wakeups.get();
        do {
            pump();
            served = wakeups.addAndGet(-served);
        } while (served != 0);
    }

    private void pump() {
        while (!ended && !client.isCancelled()) {
            if (unavailable) {
                end(Status.UNAVAILABLE.withDescription("this node is stopping; continue on another one"));
                return;
            }
            T message = client.isReady() ? next() : null;
            if (message != null) {
                client.onNext(message);
            }
            Status end = end();
            if (end != null) {
                end(end);
            } else if (message == null) {
                return;
            }
        }
    }

    private void end(Status status) {
        ended = true;
        release();
        client.onError(status.asRuntimeException());
    }
}
