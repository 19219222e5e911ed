package io.dengine.transport;

/**
 * An address as users write it: {@code host:port} or {@code [v6]:port}.
 *
 * @param host a name or a literal address, without brackets
 * @param port from 0 (chosen by the system, only for listening) to 65535
 */
public record HostPort(String host, int port) {
    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static HostPort parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + address + "' is not an address: write [" + address + "]:port");
        }
        String digits = address.substring(colon + 1);
        if (host.isEmpty()
                || digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(HostPort::isDigit)) {
            throw new IllegalArgumentException("'" + address + "' is not an address of the form host:port");
        }
        int port = Integer.parseInt(digits);
        if (port > 65_535) {
            throw new IllegalArgumentException("'" + address + "' has a port above 65535");
        }
        return new HostPort(host, port);
    }

    /** The host to dial: an address to listen on everywhere is this machine's loopback for whoever dials it. */
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
