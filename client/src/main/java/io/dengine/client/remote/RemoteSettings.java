package io.dengine.client.remote;

import io.dengine.client.tls.Tls;
import java.time.Duration;
import java.util.List;

/**
 * The settings of a client's connections to its cluster. Immutable; each {@code with} method returns a changed copy.
 *
 * @param endpoints {@code host:port} of some nodes; the client learns the others from them
 * @param tls how connections are encrypted; {@link Tls#NONE} for no encryption
 * @param reading selects the node for reads that any node can answer
 * @param timing the times for connecting, keep-alive and retries
 * @param limits the number of connections, and how much may wait on them
 * @param name the name that operators of the nodes see, such as a program and a version; at most 200 characters
 */
public record RemoteSettings(
        List<String> endpoints, Tls tls, ReadPreference reading, Timing timing, Limits limits, String name) {
    /** Returns the default settings for {@code endpoints}. */
    public static RemoteSettings of(List<String> endpoints) {
        return new RemoteSettings(
                endpoints, Tls.NONE, ReadPreference.BALANCED, Timing.STANDARD, Limits.STANDARD, "d-engine for Java");
    }

    public RemoteSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a client needs the address of at least one node, as host:port");
        }
        endpoints.forEach(Endpoint::parse);
        if (name.length() > 200) {
            throw new IllegalArgumentException("a client's name has at most 200 characters");
        }
    }

    public RemoteSettings withTls(Tls newTls) {
        return new RemoteSettings(endpoints, newTls, reading, timing, limits, name);
    }

    public RemoteSettings withReading(ReadPreference preference) {
        return new RemoteSettings(endpoints, tls, preference, timing, limits, name);
    }

    public RemoteSettings withTiming(Timing newTiming) {
        return new RemoteSettings(endpoints, tls, reading, newTiming, limits, name);
    }

    public RemoteSettings withLimits(Limits newLimits) {
        return new RemoteSettings(endpoints, tls, reading, timing, newLimits, name);
    }

    public RemoteSettings withName(String newName) {
        return new RemoteSettings(endpoints, tls, reading, timing, limits, newName);
    }

    /**
     * The times for connecting, keep-alive and retries. Each is from 1 ms to one day.
     *
     * @param connect how long connecting may take, including the handshake
     * @param keepAlive the time without data from the node, while calls are in flight, after which the client sends a
     *     ping; ten times as long while none are. If nothing arrives in that time again, the connection counts as lost
     * @param retryMin the first pause after a failed attempt; it doubles from there
     * @param retryMax the longest pause
     */
    public record Timing(Duration connect, Duration keepAlive, Duration retryMin, Duration retryMax) {
        private static final Duration LEAST = Duration.ofMillis(1);
        private static final Duration MOST = Duration.ofDays(1);

        /** The defaults: 3 s to connect, ping after 2 s without data, attempts every 50 ms to 3 s. */
        public static final Timing STANDARD =
                new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(3));

        public Timing {
            for (Duration each : List.of(connect, keepAlive, retryMin, retryMax)) {
                if (each.compareTo(LEAST) < 0 || each.compareTo(MOST) > 0) {
                    throw new IllegalArgumentException("a time must be from 1 ms to one day, not " + each);
                }
            }
            if (retryMax.compareTo(retryMin) < 0) {
                throw new IllegalArgumentException("the longest pause is shorter than the first one");
            }
        }

        public Timing withConnect(Duration timeout) {
            return new Timing(timeout, keepAlive, retryMin, retryMax);
        }

        public Timing withKeepAlive(Duration interval) {
            return new Timing(connect, interval, retryMin, retryMax);
        }
    }

    /**
     * The number of connections, and how much may wait on them.
     *
     * @param connectionsPerNode from 1 to 64; one carries hundreds of thousands of calls per second
     * @param maxUnsentBytes the number of bytes that may wait on a connection before calls are rejected; at least 64
     *     KiB
     * @param watchWindowItems the number of items of a watch that may be in flight or wait to be taken; at least 2.
     *     Large items reduce it
     */
    public record Limits(int connectionsPerNode, int maxUnsentBytes, int watchWindowItems) {
        /** The defaults: one connection per node, 32 MiB unsent, 1,024 items per watch. */
        public static final Limits STANDARD = new Limits(1, 32 << 20, 1_024);

        public Limits {
            if (connectionsPerNode < 1 || connectionsPerNode > 64) {
                throw new IllegalArgumentException(
                        "connections a node must be from 1 to 64, not " + connectionsPerNode);
            }
            if (maxUnsentBytes < 64 << 10) {
                throw new IllegalArgumentException("at least 64 KiB must be allowed to wait, not " + maxUnsentBytes);
            }
            if (watchWindowItems < 2) {
                throw new IllegalArgumentException("a watch needs room for two items, not " + watchWindowItems);
            }
        }

        public Limits withConnectionsPerNode(int connections) {
            return new Limits(connections, maxUnsentBytes, watchWindowItems);
        }

        public Limits withWatchWindowItems(int items) {
            return new Limits(connectionsPerNode, maxUnsentBytes, items);
        }

        public Limits withMaxUnsentBytes(int bytes) {
            return new Limits(connectionsPerNode, bytes, watchWindowItems);
        }
    }
}
