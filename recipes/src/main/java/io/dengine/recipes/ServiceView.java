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
 * The instances of a service, kept up to date in this process. Reading it asks nobody. It never misses a change for
 * good; while the cluster is out of reach, it shows what it saw last.
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

    /** Completes when the instances were read for the first time; fails if the view or the client is closed before. */
    public CompletableFuture<Void> ready() {
        return view.ready();
    }

    /** The instances in the order of their ids; none before it is {@link #ready}. */
    public List<ServiceInstance> instances() {
        return decode(view.snapshot());
    }

    /** The revision of the store that {@link #instances} shows, or a later one at which they were the same. */
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
     * Calls {@code listener} with the instances as they are, and after each change: one call at a time, on threads of
     * the common pool. Where changes come quickly it sees only the last.
     */
    public Subscription onChange(Consumer<List<ServiceInstance>> listener) {
        return view.onChange(snapshot -> listener.accept(decode(snapshot)));
    }

    /** Ends it. */
    @Override
    public void close() {
        view.close();
    }
}
