package io.dengine.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections whose dialling node has not proven its identity yet, the oldest first. The number is bounded in all and
 * per id, so that strangers can neither accumulate connections nor, with one id, displace those of another. Not safe
 * for use by several threads.
 *
 * @param <C> a connection
 */
final class WaitingForProof<C> {
    private static final int MAX_OF_ONE = 8;
    private static final int MAX_OF_ALL = 256;

    private final Map<C, Integer> peers = new LinkedHashMap<>();

    /** Adds a connection of {@code peer}; returns those that must be closed to make room for it. */
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

    /** Removes a connection; returns whether it was present. */
    boolean remove(C connection) {
        return peers.remove(connection) != null;
    }

    /** Returns whether a connection of {@code peer} waits. */
    boolean contains(int peer) {
        return peers.containsValue(peer);
    }

    /** Returns the connections of {@code peer}. */
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
