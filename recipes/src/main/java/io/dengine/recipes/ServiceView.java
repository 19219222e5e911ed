package io.dengine.recipes;

import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The instances of a service, cached in this process and kept up to date. Reads are served from memory without a
 * request. The cache always catches up; while the cluster is unavailable, it shows the last state it received.
 * Thread-safe.
 */
public final class ServiceView implements AutoCloseable {
    private final PrefixView view;
    private final Function<Collection<KeyValue>, List<ServiceInstance>> decoder;
    private final AtomicReference<Decoded> decoded = new AtomicReference<>(new Decoded(0, List.of()));

    private record Decoded(long version, List<ServiceInstance> instances) {}

    ServiceView(PrefixView view, Function<Collection<KeyValue>, List<ServiceInstance>> decoder) {
        this.view = view;
        this.decoder = decoder;
    }

    /**
     * Completes when the instances have been read for the first time. Fails if the view or the client is closed before.
     */
    public CompletableFuture<Void> ready() {
        return view.ready();
    }

    /** Returns the instances, sorted by id; empty until the view is {@link #ready}. */
    public List<ServiceInstance> instances() {
        return decode(view.snapshot());
    }

    /**
     * Returns the store revision that {@link #instances} shows, or a later one at which the instances were the same.
     */
    public long revision() {
        return view.snapshot().revision();
    }

    private List<ServiceInstance> decode(PrefixView.Snapshot snapshot) {
        Decoded last = decoded.get();
        if (last.version() != snapshot.version()) {
            last = new Decoded(snapshot.version(), decoder.apply(snapshot.rows().values()));
            decoded.set(last);
        }
        return last.instances();
    }

    /**
     * Calls {@code listener} with the current instances and after each change: one call at a time, on threads of the
     * common pool. If changes come quickly, the listener may see only the latest state. Closing the result stops the
     * calls.
     */
    public Subscription onChange(Consumer<List<ServiceInstance>> listener) {
        return view.onChange(snapshot -> listener.accept(decode(snapshot)));
    }

    /** Stops updating the view. It continues to show the last state. */
    @Override
    public void close() {
        view.close();
    }
}
