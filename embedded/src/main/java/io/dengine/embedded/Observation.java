package io.dengine.embedded;

import io.dengine.api.ListenerCalls;
import io.dengine.api.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener a value as it is, and then again after it has changed; of values that follow each other quickly
 * perhaps only the last. One call at a time, on virtual threads: a slow listener keeps nobody but itself.
 */
final class Observation<T> implements Subscription {
    private final Supplier<T> value;
    private final Consumer<? super T> listener;
    private final ListenerCalls calls = new ListenerCalls(
            "A listener to leaders or members", "It is called again after the next change.");

    /** How many changes have not been looked at; whoever raises it from 0 looks. */
    private final AtomicInteger changes = new AtomicInteger();

    private volatile Runnable onClose = () -> {};
    private volatile boolean closed;
    private @Nullable T told; // owned by the look in progress

    Observation(Supplier<T> value, Consumer<? super T> listener) {
        this.value = value;
        this.listener = listener;
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    /** The value may have changed. Any thread; returns at once. */
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
