package io.dengine.bench.curves;

import io.dengine.bench.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of a point and the load on it.
 *
 * @param nodes the number of nodes
 * @param clients the number of clients, each with one call in flight
 * @param keys the number of distinct keys
 * @param valueSize the value size in bytes
 * @param watching the watches that are open meanwhile
 * @param history the history that the nodes keep, or null for the default one
 */
record Shape(
        int nodes,
        int clients,
        int keys,
        int valueSize,
        Watching watching,
        @Nullable History history) {
    static final int KEY_SIZE = 8;

    /** The usual number of clients. */
    static final int CLIENTS = 1_000;

    /**
     * The most bytes of values in flight, over all clients: with more, calls would wait for the transfer of others
     * rather than for the nodes.
     */
    static final int MOST_BYTES_IN_FLIGHT = 16 << 20;

    private static final int NODES = 3;
    private static final int VALUE_SIZE = 256;

    /**
     * The kept history of a node; what exceeds either limit is dropped.
     *
     * @param revisions the maximum number of old revisions
     * @param bytes their maximum size in bytes
     */
    record History(int revisions, long bytes) {}

    /** Returns the shape that all curves have in common. */
    static Shape usual(int keys) {
        return new Shape(NODES, CLIENTS, keys, VALUE_SIZE, Watching.NONE, null);
    }

    Shape withNodes(int count) {
        return new Shape(count, clients, keys, valueSize, watching, history);
    }

    Shape withClients(int count) {
        return new Shape(nodes, count, keys, valueSize, watching, history);
    }

    Shape withKeys(int count) {
        return new Shape(nodes, clients, count, valueSize, watching, history);
    }

    Shape withValueSize(int bytes) {
        return new Shape(nodes, clients, keys, bytes, watching, history);
    }

    Shape withWatching(Watching other) {
        return new Shape(nodes, clients, keys, valueSize, other, history);
    }

    Shape withHistory(History other) {
        return new Shape(nodes, clients, keys, valueSize, watching, other);
    }

    /** Returns the usual number of clients, or fewer if they would have too many bytes in flight. */
    static int clientsFor(int valueSize) {
        return Math.max(1, Math.min(CLIENTS, MOST_BYTES_IN_FLIGHT / valueSize));
    }

    /** Returns the number of clients that write all keys and warm the nodes up. */
    int warmUpClients() {
        return clientsFor(valueSize);
    }

    /** Returns the keys, which are written in turn. */
    KeySource keySource() {
        return new KeySource(KEY_SIZE, true, keys);
    }
}
