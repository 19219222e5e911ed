package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Subscription;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that many processes share, kept up to date in each of them: all keys that begin with its name and a
 * slash, as text.
 *
 * <pre>{@code
 *   try (ConfigMap config = ConfigMap.open(client, "config/search")) {
 *       LiveSetting<Long> limit = config.setting(Setting.number("max-results", 100));
 *       limit.onChange(pool::resize);
 *       ... limit.get() ...
 *   }
 * }</pre>
 *
 * <p>Reading asks nobody, and never misses a change for good; while the cluster is out of reach it shows what it saw
 * last. What it shows is one revision of the store throughout, so keys that were changed in one transaction change
 * together. Safe for use by any thread.
 */
public final class ConfigMap implements AutoCloseable {
    private final Client client;
    private final String prefix;
    private final PrefixView view;

    private ConfigMap(Client client, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a configuration needs a name that its users share, but it is empty");
        }
        this.client = client;
        this.prefix = name + "/";
        this.view = new PrefixView(client.async(), KeyRange.prefix(Bytes.utf8(prefix))).start();
    }

    /** Opens the configuration of this name, and waits until it was read; outages are sat out. */
    public static ConfigMap open(Client client, String name) throws InterruptedException {
        ConfigMap config = new ConfigMap(client, name);
        try {
            var unused = Waiting.on(config.ready().thenApply(nothing -> true));
            return config;
        } catch (InterruptedException | RuntimeException e) {
            config.close();
            throw e;
        }
    }

    /** Opens the configuration of this name at once: before it is {@link #ready}, all settings are as if absent. */
    public static ConfigMap openAsync(Client client, String name) {
        return new ConfigMap(client, name);
    }

    /** Completes when the configuration was read for the first time; fails if it or the client is closed before. */
    public CompletableFuture<Void> ready() {
        return view.ready();
    }

    // ---- reading, here

    /** The value of a key, if it is there. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(view.snapshot().rows().get(full(key))).map(KeyValue::valueText);
    }

    /** Everything, by keys without the name of the map. */
    public Map<String, String> asMap() {
        return asMap(view.snapshot());
    }

    private Map<String, String> asMap(PrefixView.Snapshot snapshot) {
        Map<String, String> map = new TreeMap<>();
        for (KeyValue row : snapshot.rows().values()) {
            map.put(row.keyText().substring(prefix.length()), row.valueText());
        }
        return Collections.unmodifiableMap(map);
    }

    /** A typed view of one key. */
    public <T> LiveSetting<T> setting(Setting<T> setting) {
        return new LiveSetting<>(view, full(setting.key()), setting);
    }

    /**
     * Calls {@code listener} with everything as it is, and after each change: one call at a time, on threads of the
     * common pool. Where changes come quickly it sees only the last.
     */
    public Subscription onChange(Consumer<Map<String, String>> listener) {
        return view.onChange(snapshot -> listener.accept(asMap(snapshot)));
    }

    /** The revision of the store that is shown, or a later one at which the configuration was the same. */
    public long revision() {
        return view.snapshot().revision();
    }

    /**
     * Completes when what a write of {@code revision} did is seen here. Fails when this is closed, and with
     * {@link EngineException.OtherIncarnation} when the cluster turns out to have begun another history meanwhile, in
     * which that write may never have happened.
     */
    public CompletableFuture<Void> reached(long revision) {
        return view.reached(revision);
    }

    // ---- writing, for all

    /** Sets a key, and answers the revision of that, see {@link #reached}. */
    public long put(String key, String value) {
        return client.put(full(key), Bytes.utf8(value)).revision();
    }

    /** Removes a key; false if it was not there. */
    public boolean remove(String key) {
        return client.delete(full(key)).succeeded();
    }

    /**
     * Sets a key if it has the value {@code expected}.
     *
     * @param expected null if the key must be absent
     * @return whether it did
     */
    public boolean replace(String key, @Nullable String expected, String value) {
        WriteResult result =
                client.compareAndSwap(full(key), expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
        return result.succeeded();
    }

    private Bytes full(String key) {
        return Bytes.utf8(prefix + key);
    }

    /** Ends it: it shows what it saw last. */
    @Override
    public void close() {
        view.close();
    }
}
