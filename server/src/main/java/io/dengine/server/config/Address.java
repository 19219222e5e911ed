package io.dengine.server.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a node listens or is reached.
 *
 * @param host a name or a number, without the brackets of IPv6
 * @param port 0 to 65535; 0 means that the system picks one
 */
public record Address(String host, int port) {
    private static final int MAX_LENGTH = 300;

    /** The address in {@code text}, or null if there is none: a host, a colon, and a port from 1 to 65535. */
    static @Nullable Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (text.length() > MAX_LENGTH || colon <= 0 || colon == text.length() - 1 || text.length() - colon > 6) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            return null;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            port = port * 10 + digit;
        }
        return port >= 1 && port <= 65535 ? new Address(host, port) : null;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
