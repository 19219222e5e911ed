package io.dengine.server.console;

import io.dengine.bytes.Bytes;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes samples to all readers, each as one line of JSON. Safe for use by any thread. */
public final class Samples {
    private final CopyOnWriteArrayList<Consumer<Bytes>> readers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Bytes newest;

    void publish(Bytes sample) {
        newest = sample;
        readers.forEach(reader -> reader.accept(sample));
    }

    /** Returns the newest sample, or null before the first. */
    @Nullable
    Bytes newest() {
        return newest;
    }

    /** Calls {@code reader} with each later sample, on the thread that takes them; it must return at once. */
    void add(Consumer<Bytes> reader) {
        readers.add(reader);
    }

    void remove(Consumer<Bytes> reader) {
        readers.remove(reader);
    }
}
