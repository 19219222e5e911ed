package io.dengine.client.remote;

/**
 * The address of a node.
 *
 * @param host a name or a literal address, without brackets
 * @param port from 1 to 65535
 */
record Endpoint(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /**
     * Parses {@code host:port} or {@code [v6]:port}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    static Endpoint parse(String text) {
        String address = text.strip();
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        int port = colon < 0 ? 0 : port(address.substring(colon + 1));
        if (host.isEmpty() || port == 0 || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address of a node: write host:port, or [v6]:port");
        }
        return new Endpoint(host, port);
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        return port <= MAX_PORT ? port : 0;
    }

    /** Returns true if this is a wildcard address: where a node listens, not where it is reachable. */
    boolean isEverywhere() {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
