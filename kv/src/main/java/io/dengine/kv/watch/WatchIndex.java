package io.dengine.kv.watch;

import io.dengine.bytes.Bytes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the subscriptions for a changed key.
 *
 * <pre>
 *   prefixes, in order:   /a    /a/b    /a/b/x    /c
 *   parents:              ---   /a      /a/b      ---
 * </pre>
 *
 * <p>Every string between a prefix of a key and the key itself, in their order, begins with that prefix. So all watched
 * prefixes of a key are among the ancestors of the greatest watched prefix that is not above the key.
 */
final class WatchIndex {
    private final Map<Bytes, Set<WatchSubscription>> byKey = new HashMap<>();
    private final TreeMap<Bytes, PrefixNode> byPrefix = new TreeMap<>();
    private final Set<WatchSubscription> spans = new LinkedHashSet<>();
    private final Set<WatchSubscription> all = new LinkedHashSet<>();

    boolean isEmpty() {
        return all.isEmpty();
    }

    Set<WatchSubscription> all() {
        return all;
    }

    void add(WatchSubscription subscription) {
        all.add(subscription);
        switch (subscription.target()) {
            case WatchTarget.Key key ->
                byKey.computeIfAbsent(key.key(), unused -> new LinkedHashSet<>())
                        .add(subscription);
            case WatchTarget.Prefix prefix ->
                nodeOf(prefix.prefix()).subscriptions.add(subscription);
            case WatchTarget.Span span -> spans.add(subscription);
        }
    }

    /** Removes a subscription. Does nothing if it is not in the index. */
    void remove(WatchSubscription subscription) {
        if (!all.remove(subscription)) {
            return;
        }
        switch (subscription.target()) {
            case WatchTarget.Key key -> {
                Set<WatchSubscription> subscriptions = byKey.get(key.key());
                if (subscriptions != null && subscriptions.remove(subscription) && subscriptions.isEmpty()) {
                    byKey.remove(key.key());
                }
            }
            case WatchTarget.Prefix prefix -> removePrefix(prefix.prefix(), subscription);
            case WatchTarget.Span span -> spans.remove(subscription);
        }
    }

    /**
     * Calls {@code consumer} with every subscription whose target contains {@code key}. It must not remove any of them.
     */
    void forEachMatch(Bytes key, Consumer<WatchSubscription> consumer) {
        Set<WatchSubscription> exact = byKey.get(key);
        if (exact != null) {
            exact.forEach(consumer);
        }
        for (PrefixNode node = longestPrefixOf(key); node != null; node = node.parent) {
            node.subscriptions.forEach(consumer);
        }
        for (WatchSubscription span : spans) {
            if (span.target().matches(key)) {
                consumer.accept(span);
            }
        }
    }

    private @Nullable PrefixNode longestPrefixOf(Bytes key) {
        Map.Entry<Bytes, PrefixNode> floor = byPrefix.floorEntry(key);
        PrefixNode node = floor == null ? null : floor.getValue();
        while (node != null && !key.startsWith(node.prefix)) {
            node = node.parent;
        }
        return node;
    }

    private PrefixNode nodeOf(Bytes prefix) {
        PrefixNode present = byPrefix.get(prefix);
        if (present != null) {
            return present;
        }
        PrefixNode parent = longestPrefixOf(prefix);
        PrefixNode node = new PrefixNode(prefix, parent);
        for (PrefixNode below : byPrefix.tailMap(prefix, false).values()) {
            if (!below.prefix.startsWith(prefix)) {
                break;
            }
            if (below.parent == parent) {
                below.parent = node;
            }
        }
        byPrefix.put(prefix, node);
        return node;
    }

    private void removePrefix(Bytes prefix, WatchSubscription subscription) {
        PrefixNode node = byPrefix.get(prefix);
        if (node == null || !node.subscriptions.remove(subscription) || !node.subscriptions.isEmpty()) {
            return;
        }
        byPrefix.remove(prefix);
        for (PrefixNode below : byPrefix.tailMap(prefix, false).values()) {
            if (!below.prefix.startsWith(prefix)) {
                break;
            }
            if (below.parent == node) {
                below.parent = node.parent;
            }
        }
    }

    /** A watched prefix, and the longest watched prefix that it begins with. */
    private static final class PrefixNode {
        private final Bytes prefix;
        private final Set<WatchSubscription> subscriptions = new LinkedHashSet<>();
        private @Nullable PrefixNode parent;

        PrefixNode(Bytes prefix, @Nullable PrefixNode parent) {
            this.prefix = prefix;
            this.parent = parent;
        }
    }
}
