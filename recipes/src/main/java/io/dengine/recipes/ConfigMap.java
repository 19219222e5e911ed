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
 * A configuration that many processes share, cached in each of them and kept up to date: all keys that begin with the
 * name and a slash, as text.
 *
 * <pre>{@code
 *   try (ConfigMap config = ConfigMap.open(client, "config/search")) {
 *       LiveSetting<Long> limit = config.setting(Setting.number("max-results", 100));
 *       limit.onChange(pool::resize);
 *       ... limit.get() ...
 *   }
 * }</pre>
 *
 * <p>Reads are served from memory without a request. The cache always catches up; while the cluster is unavailable it
 * shows the last state it received. It always shows a single revision of the store, so keys that were changed in one
 * transaction change together. Writes are requests to the cluster and throw {@link EngineException} if they fail.
 * Thread-safe.
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

    /**
     * Opens the configuration of this name and waits, without a time limit, until it has been read. Retries while the
     * cluster is unavailable.
     */
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

    /**
     * Opens the configuration of this name without waiting. Until it is {@link #ready}, every setting appears to be
     * absent.
     */
    public static ConfigMap openAsync(Client client, String name) {
        return new ConfigMap(client, name);
    }

    /**
     * Completes when the configuration has been read for the first time. Fails if it or the client is closed before.
     */
    public CompletableFuture<Void> ready() {
        return view.ready();
    }

    // ---- cached reads

    /** Returns the cached value of a key, or empty if the key is absent. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(view.snapshot().rows().get(full(key))).map(KeyValue::valueText);
    }

    /** Returns an unmodifiable copy of all keys and values, sorted by key. Keys are without the name of the map. */
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

    /** Returns a typed view of one key. */
    public <T> LiveSetting<T> setting(Setting<T> setting) {
        return new LiveSetting<>(view, full(setting.key()), setting);
    }

    /**
     * Calls {@code listener} with the current state of all keys and after each change: one call at a time, on threads
     * of the common pool. If changes come quickly, the listener may see only the latest state. Closing the result stops
     * the calls.
     */
    public Subscription onChange(Consumer<Map<String, String>> listener) {
        return view.onChange(snapshot -> listener.accept(asMap(snapshot)));
    }

    /** Returns the store revision of the cached state, or a later one at which the configuration was the same. */
    public long revision() {
        return view.snapshot().revision();
    }

    /**
     * Completes when the cache contains the effect of a write at {@code revision}. Fails when this map is closed. Fails
     * with {@link EngineException.OtherIncarnation} if the cluster has started another incarnation since, in which that
     * write may never have happened.
     */
    public CompletableFuture<Void> reached(long revision) {
        return view.reached(revision);
    }

    // ---- writes to the cluster

    /** Sets a key and returns the revision of the write, see {@link #reached}. */
    public long put(String key, String value) {
        return client.put(full(key), Bytes.utf8(value)).revision();
    }

    /** Removes a key and returns false if it was absent. */
    public boolean remove(String key) {
        return client.delete(full(key)).succeeded();
    }

    /**
     * Sets a key if its value is {@code expected}.
     *
     * @param expected null if the key must be absent
     * @return true if the key was set
     */
    public boolean replace(String key, @Nullable String expected, String value) {
        WriteResult result =
                client.compareAndSwap(full(key), expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
        return result.succeeded();
    }

    private Bytes full(String key) {
        return Bytes.utf8(prefix + key);
    }

    /** Stops updating the cache. It continues to show the last state. */
    @Override
    public void close() {
        view.close();
    }
}
