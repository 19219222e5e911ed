package io.dengine.server;

import java.security.Security;

/**
 * How long the machine's answers to "where is this host" are used. A JVM keeps them for 30 seconds, and goes on calling
 * where a member was before: one that comes back elsewhere with an empty disk would not be called while it listens for
 * the members of its cluster.
 */
final class NameCache {
    /** Not longer than the pause between two calls to a peer. */
    static final int SECONDS = 1;

    private static final String FOUND = "networkaddress.cache.ttl";
    private static final String NOT_FOUND = "networkaddress.cache.negative.ttl";
    private static final String STANDARD_NOT_FOUND = "10";

    private NameCache() {}

    /** Bounds it, unless an operator has set it. Called before anything looks up a name: later it has no effect. */
    static void bound() {
        if (Security.getProperty(FOUND) == null) {
            Security.setProperty(FOUND, Integer.toString(SECONDS));
        }
        if (STANDARD_NOT_FOUND.equals(Security.getProperty(NOT_FOUND))) {
            Security.setProperty(NOT_FOUND, Integer.toString(SECONDS));
        }
    }
}
