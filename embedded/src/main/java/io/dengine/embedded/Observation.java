package io.dengine.embedded;

import io.dengine.api.ListenerCalls;
import io.dengine.api.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener with the current value, and again after each change; if values follow each other quickly, perhaps
 * only with the latest. One call at a time, on virtual threads, so a slow listener delays only itself.
 */
final class Observation<T> implements Subscription {
    private final Supplier<T> value;
    private final Consumer<? super T> listener;
    private final ListenerCalls calls =
            new ListenerCalls("A listener to leaders or members", "It is called again after the next change.");

    /** The number of changes that were not handled; the thread that raises it from 0 starts the handler. */
    private final AtomicInteger changes = new AtomicInteger();

    private volatile Runnable onClose = () -> {};
    private volatile boolean closed;
    private @Nullable T told; // owned by the running handler

    Observation(Supplier<T> value, Consumer<? super T> listener) {
        this.value = value;
        this.listener = listener;
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    /** Signals that the value may have changed. Any thread; returns at once. */
    void look() {
        if (changes.getAndIncrement() == 0) {
            Thread.ofVirtual().name("d-engine-observer").start(this::tell);
        }
    }

    private void tell() {
        int seen = changes.get();
        do {
            T now = value.get();
            if (!closed && !now.equals(told)) {
                told = now;
                tell(now);
            }
            seen = changes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void tell(T now) {
        Throwable unused = calls.run(() -> listener.accept(now));
    }

    @Override
    public void close() {
        closed = true;
        onClose.run();
    }
}
