package io.dengine.transport;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of connections, in which the oldest makes way for the newest. A connection that is removed again
 * soon, as those of members are, is never the oldest; one that stays does not keep others out. Safe for use by any
 * thread.
 *
 * @param <C> a connection
 */
final class Crowd<C> {
    private final int limit;

    /** Oldest first. Guarded by itself. */
    private final Set<C> connections = new LinkedHashSet<>();

    Crowd(int limit) {
        this.limit = limit;
    }

    /** Adds a connection; returns the one that must be closed for it, or null. */
    @Nullable
    C add(C connection) {
        synchronized (connections) {
            connections.add(connection);
            if (connections.size() <= limit) {
                return null;
            }
            C oldest = connections.iterator().next();
            connections.remove(oldest);
            return oldest;
        }
    }

    void remove(C connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    List<C> all() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }
}
