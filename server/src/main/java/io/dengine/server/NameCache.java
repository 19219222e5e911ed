package io.dengine.server;

import java.security.Security;

/**
 * Bounds the time for which resolved host names are cached. By default a JVM caches them for 30 seconds and keeps
 * dialling the old address of a member. A member that comes back at another address with an empty disk would then not
 * be called while it listens for the members of its cluster.
 */
final class NameCache {
    /** In seconds; not longer than the pause between two calls to a peer. */
    static final int SECONDS = 1;

    private static final String FOUND = "networkaddress.cache.ttl";
    private static final String NOT_FOUND = "networkaddress.cache.negative.ttl";
    private static final String STANDARD_NOT_FOUND = "10";

    private NameCache() {}

    /**
     * Sets the bounds, unless an operator has set them. Must be called before the first name is resolved; later it has
     * no effect.
     */
    static void bound() {
        if (Security.getProperty(FOUND) == null) {
            Security.setProperty(FOUND, Integer.toString(SECONDS));
        }
        if (STANDARD_NOT_FOUND.equals(Security.getProperty(NOT_FOUND))) {
            Security.setProperty(NOT_FOUND, Integer.toString(SECONDS));
        }
    }
}
