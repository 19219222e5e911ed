package io.dengine.server.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Moves items from a source to one client, as fast as the client takes them and by one thread at a time.
 *
 * <p>Whoever adds an item calls {@link #wake}, which only ever hands the work to the executor: the node's apply thread
 * does not pay for encoding, nor for slow clients.
 */
abstract class StreamPump<T> {
    private final ServerCallStreamObserver<T> client;
    private final StreamSetting setting;
    /** How many wakeups have not been served yet; whoever raises it from 0 starts a run. */
    private final AtomicInteger wakeups = new AtomicInteger();

    private volatile boolean unavailable;
    private boolean ended; // owned by the run in progress

    StreamPump(ServerCallStreamObserver<T> client, StreamSetting setting) {
        this.client = client;
        this.setting = setting;
    }

    /** The next message for the client, or null if there is none now. */
    abstract @Nullable T next();

    /** Why nothing follows after what {@link #next} answered last, for people; null if more may follow. */
    abstract @Nullable String end();

    /** Gives up the source. Any number of times, on any thread. */
    abstract void closeSource();

    /** Starts to move items. Called on the thread of the call, before it returns to gRPC. */
    final void open() {
        client.setOnCancelHandler(this::release);
        client.setOnCloseHandler(this::release);
        client.setOnReadyHandler(this::wake);
        setting.open().add(this);
        wake();
    }

    /** There may be something to do. Any thread; returns at once. */
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
            if (message == null) {
                return;
            }
            client.onNext(message);
            String end = end();
            if (end != null) {
                end(Status.UNAVAILABLE.withDescription(end));
            }
        }
    }

    private void end(Status status) {
        ended = true;
        release();
        client.onError(status.asRuntimeException());
    }
}
