package io.dengine.transport;

import io.netty.util.NetUtil;

/**
 * A network address as users write it: {@code host:port} or {@code [v6]:port}.
 *
 * @param host a name or a literal address, without brackets
 * @param port from 0 (chosen by the system, only for listening) to 65535
 */
public record HostPort(String host, int port) {
    private static final int MAX_LENGTH = 300;

    /**
     * Parses an address. No other code defines the form of addresses: those in configurations of nodes and engines,
     * those that operators give, and those that nodes send.
     *
     * @throws IllegalArgumentException if it is not an address; the message says why
     */
    public static HostPort parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + address + "' is not an address: write [" + address + "]:port");
        }
        String digits = address.substring(colon + 1);
        if (host.isEmpty()
                || address.length() > MAX_LENGTH
                || bracketed && !NetUtil.isValidIpV6Address(host)
                || !host.chars().allMatch(HostPort::mayBeInHost)
                || digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(HostPort::isDigit)) {
            throw new IllegalArgumentException("'" + shown(address) + "' is not an address of the form host:port");
        }
        int port = Integer.parseInt(digits);
        if (port > 65_535) {
            throw new IllegalArgumentException("'" + address + "' has a port above 65535");
        }
        return new HostPort(host, port);
    }

    /**
     * Parses the address of a node, which others dial.
     *
     * @throws IllegalArgumentException if it is not an address that can be dialled; the message says why
     */
    public static HostPort parseDialled(String address) {
        HostPort parsed = parse(address);
        if (parsed.port() == 0) {
            throw new IllegalArgumentException("'" + address + "' has port 0, at which no node can be reached");
        }
        return parsed;
    }

    private static String shown(String address) {
        return address.substring(0, Math.min(address.length(), MAX_LENGTH));
    }

    private static boolean mayBeInHost(int c) {
        return c > ' ' && c < 0x7F && "/@[]\\\"'<>?#".indexOf(c) < 0;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Returns the host to dial: for an address that listens on all interfaces, this machine's loopback address. */
    public String dialledHost() {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "0:0:0:0:0:0:0:0" -> "::1";
            default -> host;
        };
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
