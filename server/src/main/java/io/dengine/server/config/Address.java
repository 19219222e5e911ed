package io.dengine.server.config;

import io.dengine.transport.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * The address at which a node listens or is reached.
 *
 * @param host a name or an IP address, without the brackets of IPv6
 * @param port 0 to 65535; 0 means that the system picks one
 */
public record Address(String host, int port) {
    /** Returns the address in {@code text}, or null if it is not one that other nodes can dial. */
    static @Nullable Address parse(String text) {
        try {
            HostPort parsed = HostPort.parseDialled(text);
            return new Address(parsed.host(), parsed.port());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
