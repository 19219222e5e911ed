package io.dengine.bench;

import java.net.InetSocketAddress;

/** The address of a node. */
public record Endpoint(String host, int port) {
    /**
     * Parses {@code http://host:port} or {@code host:port}.
     *
     * @throws IllegalArgumentException if {@code text} has another form
     */
    static Endpoint parse(String text) {
        String address = text.strip();
        if (address.startsWith("http://")) {
            address = address.substring("http://".length());
        }
        if (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        int colon = address.lastIndexOf(':');
        String host = colon > 0 ? address.substring(0, colon) : "";
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = colon > 0 ? parsePort(address.substring(colon + 1)) : 0;
        if (host.isEmpty() || port == 0) {
            throw new IllegalArgumentException("an endpoint is http://host:port or host:port, not " + text);
        }
        return new Endpoint(host, port);
    }

    private static int parsePort(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port < 65536 ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns this endpoint; if its host is a wildcard address, with the host of {@code known} instead. */
    Endpoint reachableFrom(Endpoint known) {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        return everywhere ? new Endpoint(known.host, port) : this;
    }

    /** Returns the address to connect to. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
