package io.dengine.transport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Connections whose dialling node has not proven its identity yet, the oldest first. The number is bounded in all and
 * per id, so that strangers can neither accumulate connections nor, with one id, displace those of another. The host
 * that has the most connections makes room for the next one, so that strangers at other hosts do not displace a member
 * whose name they use. Not safe for use by several threads.
 *
 * @param <C> a connection
 */
final class WaitingForProof<C> {
    private static final int MAX_OF_ONE = 8;
    private static final int MAX_OF_ALL = 256;

    private final Map<C, Claim> claims = new LinkedHashMap<>();

    private record Claim(int peer, Object source) {}

    /**
     * Adds a connection of {@code peer}; returns those that must be closed to make room for it.
     *
     * @param source the host that it comes from
     */
    List<C> add(int peer, Object source, C connection) {
        List<C> same = of(peer);
        claims.put(connection, new Claim(peer, source));
        List<C> gone = new ArrayList<>();
        if (same.size() >= MAX_OF_ONE) {
            gone.add(oldestOfTheLoudest(same, source));
        } else if (claims.size() > MAX_OF_ALL) {
            List<C> all = all();
            gone.add(oldestOfTheLoudest(all.subList(0, all.size() - 1), source));
        }
        gone.forEach(claims::remove);
        return gone;
    }

    /** Returns the oldest of the connections from the host that has the most, where {@code newest} has one more. */
    private C oldestOfTheLoudest(List<C> connections, Object newest) {
        Map<Object, Integer> counts = new HashMap<>();
        connections.forEach(connection -> counts.merge(source(connection), 1, Integer::sum));
        counts.computeIfPresent(newest, (source, count) -> count + 1);
        int most = Collections.max(counts.values());
        for (C connection : connections) {
            if (counts.getOrDefault(source(connection), 0) == most) {
                return connection;
            }
        }
        throw new IllegalStateException("no connection is the oldest");
    }

    private Object source(C connection) {
        return Objects.requireNonNull(claims.get(connection)).source();
    }

    /** Removes a connection; returns whether it was present. */
    boolean remove(C connection) {
        return claims.remove(connection) != null;
    }

    /** Returns whether a connection of {@code peer} waits. */
    boolean contains(int peer) {
        return !of(peer).isEmpty();
    }

    /** Returns the connections of {@code peer}. */
    List<C> of(int peer) {
        List<C> found = new ArrayList<>();
        claims.forEach((connection, claim) -> {
            if (claim.peer() == peer) {
                found.add(connection);
            }
        });
        return found;
    }

    List<C> all() {
        return List.copyOf(claims.keySet());
    }
}
