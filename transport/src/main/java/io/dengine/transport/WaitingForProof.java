package io.dengine.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections whose other end has not proven yet who it is, the oldest first. Bounded in all and for each id, so that
 * strangers can neither pile them up nor, with one id, push out those of another. Not safe for use by several threads.
 *
 * @param <C> a connection
 */
final class WaitingForProof<C> {
    private static final int MAX_OF_ONE = 8;
    private static final int MAX_OF_ALL = 256;

    private final Map<C, Integer> peers = new LinkedHashMap<>();

    /** Adds a connection of {@code peer}; returns those that have to go for it. */
    List<C> add(int peer, C connection) {
        List<C> gone = new ArrayList<>();
        List<C> same = new ArrayList<>();
        peers.forEach((other, id) -> {
            if (id == peer) {
                same.add(other);
            }
        });
        if (same.size() >= MAX_OF_ONE) {
            gone.add(same.get(0));
        } else if (peers.size() >= MAX_OF_ALL) {
            gone.add(peers.keySet().iterator().next());
        }
        gone.forEach(peers::remove);
        peers.put(connection, peer);
        return gone;
    }

    /** Whether it was there. */
    boolean remove(C connection) {
        return peers.remove(connection) != null;
    }

    /** Whether one of {@code peer} waits. */
    boolean contains(int peer) {
        return peers.containsValue(peer);
    }

    /** Those of {@code peer}. */
    List<C> of(int peer) {
        List<C> found = new ArrayList<>();
        peers.forEach((connection, id) -> {
            if (id == peer) {
                found.add(connection);
            }
        });
        return found;
    }

    List<C> all() {
        return List.copyOf(peers.keySet());
    }
}
