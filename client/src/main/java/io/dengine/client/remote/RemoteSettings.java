package io.dengine.client.remote;

import io.dengine.client.tls.Tls;
import java.time.Duration;
import java.util.List;

/**
 * How a client reaches its cluster. Immutable; each {@code with} method answers a changed copy.
 *
 * @param endpoints {@code host:port} of some nodes; the others are learnt from these
 * @param tls how connections are encrypted, {@link Tls#NONE} for not at all
 * @param reading which node answers reads that any can answer
 * @param timing when a connection is made, and when it counts as lost
 * @param limits how many connections, and how much may wait on them
 * @param name what the nodes' operators may see; a name and a version
 */
public record RemoteSettings(
        List<String> endpoints, Tls tls, ReadPreference reading, Timing timing, Limits limits, String name) {
    /** Everything but the endpoints as it suits almost everybody. */
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
     * When a connection is made, and when it counts as lost.
     *
     * @param connect how long connecting may take, the greeting included
     * @param keepAlive after so long without a sign of life, while something is under way, the node is asked for one;
     *     ten times as long while nothing is. If none comes in that time again, the connection is lost
     * @param retryMin the first pause after a failed attempt; it doubles from there
     * @param retryMax the longest pause
     */
    public record Timing(Duration connect, Duration keepAlive, Duration retryMin, Duration retryMax) {
        /** 3 s to connect, 2 s without a sign of life, attempts every 50 ms to 3 s. */
        public static final Timing STANDARD =
                new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofSeconds(3));

        public Timing {
            for (Duration each : List.of(connect, keepAlive, retryMin, retryMax)) {
                if (each.toMillis() < 1 || each.toDays() > 1) {
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
     * How many connections, and how much may wait on them.
     *
     * @param connectionsPerNode from 1 to 64; one carries hundreds of thousands of calls a second
     * @param maxUnsentBytes what may wait on a connection to be sent before calls are refused; from 64 KiB
     * @param watchWindowItems how many items of a watch may be on their way or wait to be taken; from 2. Large items
     *     make it smaller
     */
    public record Limits(int connectionsPerNode, int maxUnsentBytes, int watchWindowItems) {
        /** One connection a node, 32 MiB unsent, 1,024 items a watch. */
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
