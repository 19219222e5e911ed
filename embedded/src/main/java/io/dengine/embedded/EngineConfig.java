package io.dengine.embedded;

import io.dengine.client.ClientSettings;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerNetworks;
import io.dengine.transport.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an engine in this process. Immutable. Only the data directory is required; the defaults suit a
 * cluster within one data center.
 *
 * <pre>{@code
 *   EngineConfig config = EngineConfig.in(Path.of("data"))
 *           .nodeId(2)
 *           .member(1, "10.0.0.1:9081")
 *           .member(2, "10.0.0.2:9081")
 *           .member(3, "10.0.0.3:9081")
 *           .build();
 * }</pre>
 *
 * @param directory the data directory; only one engine may use it
 * @param peers the node's identity and its initial members
 * @param node the settings of the engine itself
 * @param store the settings of the store: history and watch limits
 * @param keys where the store keeps its keys
 * @param parts custom replacements for parts of the engine
 * @param client the settings of the engine's clients
 * @param metrics receives the metrics
 */
public record EngineConfig(
        Path directory,
        Peers peers,
        NodeConfig node,
        KvConfig store,
        KeyTables.Opener keys,
        CustomParts parts,
        ClientSettings client,
        NodeMetrics metrics) {
    /**
     * The identity of an engine and its initial members. An engine that has data reads its members from there.
     *
     * @param nodeId from 1, different for each node of a cluster
     * @param listen where it accepts connections of peers; null for a single-node cluster without a port
     * @param address where peers reach it
     * @param clusterName distinguishes clusters that would otherwise have the same initial members
     * @param members the initial voters of a new cluster, including this one; empty for an engine that joins
     * @param join the addresses of members that an engine without data asks to accept it; otherwise empty
     * @param promotable true if it becomes a voter after it has joined and caught up
     * @param encryption the TLS files for connections between engines, or null for no encryption
     * @param secret a file with the shared secret of the cluster's engines, or null for none
     * @param networks the networks from which peers may connect
     */
    public record Peers(
            int nodeId,
            @Nullable HostPort listen,
            String address,
            String clusterName,
            List<Member> members,
            List<String> join,
            boolean promotable,
            @Nullable TlsFiles encryption,
            @Nullable Path secret,
            PeerNetworks networks) {
        public Peers {
            members = List.copyOf(members);
            join = List.copyOf(join);
        }
    }

    /**
     * Custom replacements for parts of the engine.
     *
     * @param stateMachine replaces the key-value store, or null
     * @param log replaces the engine's log, or null
     */
    public record CustomParts(
            @Nullable StateMachineOpener stateMachine,
            @Nullable LogStoreOpener log) {
        static final CustomParts NONE = new CustomParts(null, null);
    }

    /**
     * Returns a builder for an engine that keeps all its data in {@code directory}, which is created if it is missing.
     */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /**
     * Builds an {@link EngineConfig}. Setters do not check their arguments; {@link #build} does, and throws an {@link
     * IllegalArgumentException} whose message names the setter. Not thread-safe.
     */
    public static final class Builder {
        private final Path directory;
        private int nodeId = 1;
        private @Nullable String listenAddress;
        private @Nullable String address;
        private String clusterName = "";
        private final List<Member> members = new ArrayList<>();
        private final List<String> join = new ArrayList<>();
        private boolean promotable = true;
        private @Nullable TlsFiles encryption;
        private @Nullable Path secret;
        private List<String> networks = List.of();
        private Durability durability = Durability.DISK_FIRST;
        private int syncEntries = 1_000;
        private Duration syncDelay = Duration.ofMillis(20);
        private Duration electionMin = Duration.ofMillis(1_000);
        private Duration electionMax = Duration.ofMillis(2_000);
        private @Nullable Duration heartbeat;
        private @Nullable Duration lease;
        private int driftPartsPerMillion = 10_000;
        private Duration requestTimeout = Duration.ofSeconds(5);
        private UnaryOperator<NodeConfig> tuning = UnaryOperator.identity();
        private KvConfig store = KvConfig.STANDARD;
        private KeyTables.Opener keys = KeyTables.Opener.MEMORY;
        private CustomParts parts = CustomParts.NONE;
        private ClientSettings client = ClientSettings.STANDARD;
        private NodeMetrics metrics = NodeMetrics.NONE;

        private Builder(Path directory) {
            this.directory = directory;
        }

        /**
         * Sets this node's id, from 1. It must be different for each node of a cluster, and never be reused. Default:
         * 1.
         */
        public Builder nodeId(int id) {
            nodeId = id;
            return this;
        }

        /**
         * Adds an initial voter of a new cluster. This node must be one of them, and all nodes of a new cluster must
         * name the same ones. Without any, the node bootstraps a cluster of its own, which grows when others join.
         *
         * @param id the id of the member, from 1
         * @param memberAddress host and port where the other nodes reach it
         */
        public Builder member(int id, String memberAddress) {
            members.add(new Member(id, memberAddress, 0, Member.Role.VOTER));
            return this;
        }

        /**
         * Lets a node without data join a running cluster, as a learner that becomes a voter once it has caught up.
         *
         * @param memberAddresses addresses of members of that cluster; one is enough, more help when one is down
         */
        public Builder join(String... memberAddresses) {
            join.addAll(List.of(memberAddresses));
            return this;
        }

        /** Makes a node that joins stay a learner: it receives all entries and answers reads, and never votes. */
        public Builder readOnly() {
            promotable = false;
            return this;
        }

        /**
         * Sets the address to accept connections of peers on, such as {@code "0.0.0.0:9081"}. Default: this node's
         * member address; a node without one accepts no connections.
         */
        public Builder listenOn(String hostPort) {
            listenAddress = hostPort;
            return this;
        }

        /** Sets the address at which peers reach this node, if it is not its member address or its listen address. */
        public Builder address(String hostPort) {
            address = hostPort;
            return this;
        }

        /**
         * Encrypts connections between the engines of the cluster. Either all of them use this or none. Renewed files
         * are reloaded while the engine runs. Default: no encryption.
         */
        public Builder encryptPeers(TlsFiles files) {
            encryption = files;
            return this;
        }

        /**
         * Sets a file with at least 16 bytes that is the same on all engines of the cluster and readable only by its
         * owner. Peers prove to each other that they know it. Default: a peer proves that it is reachable at its
         * member's address.
         */
        public Builder peerSecret(Path file) {
            secret = file;
            return this;
        }

        /**
         * Sets the networks from which peers may connect, such as {@code 10.0.0.0/8}. Default: all.
         *
         * @param all each an address with the length of its prefix, or a single address
         */
        public Builder peerNetworks(String... all) {
            networks = List.of(all);
            return this;
        }

        /**
         * Sets a name that distinguishes clusters with the same initial members; must be the same on all nodes of a
         * cluster.
         */
        public Builder clusterName(String name) {
            clusterName = name;
            return this;
        }

        /**
         * Sets the durability of an acknowledged write. Must be the same on all nodes. Default: {@link
         * Durability#DISK_FIRST}.
         */
        public Builder durability(Durability level) {
            durability = level;
            return this;
        }

        /**
         * Sets when {@link Durability#MEM_FIRST} writes data to the disk: after {@code entries} entries or after {@code
         * delay}, whichever comes first.
         *
         * @param entries the number of entries that are not on disk yet; from 1. Default: 1,000
         * @param delay the age of the oldest entry that is not on disk yet; at most one day. Default: 20 ms
         */
        public Builder syncEvery(int entries, Duration delay) {
            syncEntries = entries;
            syncDelay = delay;
            return this;
        }

        /**
         * Sets the range of the election timeout: a node that hears of no leader campaigns after a random time between
         * the two. Writes wait about that long after a leader has died. {@code min} is at least 20 ms, {@code max} is
         * longer. Default: 1 to 2 seconds.
         */
        public Builder electionTimeout(Duration min, Duration max) {
            electionMin = min;
            electionMax = max;
            return this;
        }

        /**
         * Sets the heartbeat interval; at most half of the minimum election timeout. Default: 100 ms, or a quarter of
         * that minimum if it is shorter.
         */
        public Builder heartbeat(Duration interval) {
            heartbeat = interval;
            return this;
        }

        /**
         * Sets the duration of the leader lease: how long a leader may answer lease reads after a quorum confirmed it.
         * Zero disables leases. The lease must expire before another leader can be elected. Default: half of the
         * minimum election timeout, or less if the clock drift requires it.
         */
        public Builder leaseDuration(Duration duration) {
            lease = duration;
            return this;
        }

        /**
         * Sets the maximum difference in speed of two nodes' clocks, in parts per million, from 0 to 499,999; leases
         * rely on it. Default: 10,000, one percent.
         */
        public Builder clockDrift(int partsPerMillion) {
            driftPartsPerMillion = partsPerMillion;
            return this;
        }

        /** Sets the time after which the node has answered every request, whatever its outcome. Default: 5 seconds. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = timeout;
            return this;
        }

        /**
         * Changes any other setting of the engine: limits, snapshots, checks. Several changes are applied in the given
         * order.
         */
        public Builder tune(UnaryOperator<NodeConfig> change) {
            UnaryOperator<NodeConfig> before = tuning;
            tuning = config -> change.apply(before.apply(config));
            return this;
        }

        /** Sets how much history the store keeps, and the limits of watches. Default: {@link KvConfig#STANDARD}. */
        public Builder store(KvConfig config) {
            store = config;
            return this;
        }

        /**
         * Sets the table that the store keeps its keys in. Default: a table in memory. For more keys than fit in
         * memory, add the artifact {@code dengine-kv-rocksdb} and pass {@code RocksConfig.STANDARD}.
         */
        public Builder keys(KeyTables.Opener opener) {
            keys = opener;
            return this;
        }

        /**
         * Replicates a custom state machine instead of the key-value store. All nodes of a cluster must use the same
         * one.
         */
        public Builder customStateMachine(StateMachineOpener opener) {
            parts = new CustomParts(opener, parts.log());
            return this;
        }

        /** Keeps the log in a custom log store. Nodes of a cluster may use different ones. */
        public Builder customLogStore(LogStoreOpener opener) {
            parts = new CustomParts(parts.stateMachine(), opener);
            return this;
        }

        /** Sets the settings of the engine's clients. */
        public Builder client(ClientSettings settings) {
            client = settings;
            return this;
        }

        /** Sets the receiver of metrics. The engine's threads call it, so it must return quickly. */
        public Builder metrics(NodeMetrics listener) {
            metrics = listener;
            return this;
        }

        /**
         * Checks the settings and returns the configuration.
         *
         * @throws IllegalArgumentException if a setting is invalid or contradicts another; the message names it
         */
        public EngineConfig build() {
            return new EngineConfig(directory, peers(), node(), store, keys, parts, client, metrics);
        }

        private Peers peers() {
            require(nodeId >= 1, "nodeId: must be at least 1, not " + nodeId);
            require(
                    members.isEmpty() || join.isEmpty(),
                    "join: a node either begins a cluster with the members named by member, or joins one; not both");
            Member self = self();
            String own = address != null ? address : self != null ? self.address() : listenAddress;
            if (self != null && address != null) {
                require(
                        address.equals(self.address()),
                        "address: " + address + " is not what member says of node " + nodeId + ": " + self.address());
            }
            join.forEach(member -> dialled("join", member));
            String accepted = listenAddress != null ? listenAddress : own;
            require(
                    accepted != null || join.isEmpty(),
                    "listenOn: a node that joins a cluster needs an address where the others reach it");
            HostPort listen =
                    accepted == null ? null : hostPort(listenAddress == null ? "member" : "listenOn", accepted);
            String known = own == null ? NOWHERE : own;
            hostPort("address", known);
            List<Member> begin = !join.isEmpty() || !members.isEmpty()
                    ? members
                    : List.of(new Member(nodeId, known, 0, Member.Role.VOTER));
            return new Peers(
                    nodeId, listen, known, clusterName, begin, join, promotable, encryption, secret, networks());
        }

        private PeerNetworks networks() {
            try {
                return PeerNetworks.of(networks);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("peerNetworks: " + e.getMessage(), e);
            }
        }

        private @Nullable Member self() {
            Configuration all;
            try {
                all = new Configuration(0, members);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("member: " + e.getMessage(), e);
            }
            all.members().forEach(member -> dialled("member", member.address()));
            Member self = all.member(nodeId);
            require(
                    self != null || members.isEmpty(),
                    "member: node " + nodeId + " is not among the members; name it too, or let it join");
            return self;
        }

        private static void dialled(String field, String text) {
            try {
                HostPort unused = HostPort.parseDialled(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
            }
        }

        private static HostPort hostPort(String field, String text) {
            try {
                return HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
            }
        }

        private NodeConfig node() {
            require(syncEntries >= 1, "syncEvery: the number of entries must be positive");
            NodeConfig config = NodeConfig.of(core())
                    .withRequestTimeoutNanos(positiveNanos("requestTimeout", requestTimeout))
                    .withSync(new NodeConfig.SyncPolicy(syncEntries, positiveNanos("syncEvery", syncDelay)));
            return tuning.apply(config);
        }

        private CoreConfig core() {
            long min = positiveNanos("electionTimeout", electionMin);
            long max = positiveNanos("electionTimeout", electionMax);
            require(
                    min >= MIN_ELECTION_NANOS && max > min,
                    "electionTimeout: must go from at least 20 ms to something longer, not from " + electionMin + " to "
                            + electionMax);
            Duration chosenHeartbeat = heartbeat;
            long beat = chosenHeartbeat == null
                    ? Math.min(STANDARD_HEARTBEAT_NANOS, min / 4)
                    : positiveNanos("heartbeat", chosenHeartbeat);
            require(
                    beat * 2 <= min,
                    "heartbeat: must be at most half of the shortest election timeout, " + electionMin
                            + ", or one lost heartbeat would start an election");
            require(
                    driftPartsPerMillion >= 0 && driftPartsPerMillion < 500_000,
                    "clockDrift: must be from 0 to 499,999, not " + driftPartsPerMillion);
            long safe = CoreConfig.safeLeaseNanos(min, driftPartsPerMillion);
            Duration chosenLease = lease;
            long leased = chosenLease == null ? Math.min(min / 2, safe) : nanos("leaseDuration", chosenLease);
            require(
                    leased >= 0 && leased <= safe,
                    "leaseDuration: with this electionTimeout and clockDrift at most " + Duration.ofNanos(safe)
                            + " is safe: a longer lease could outlive the election of another leader");
            return new CoreConfig(
                    nodeId,
                    min,
                    max,
                    beat,
                    leased,
                    driftPartsPerMillion,
                    CoreConfig.MAX_APPEND_BYTES,
                    CoreConfig.MAX_INFLIGHT_APPENDS,
                    CoreConfig.CACHE_BYTES,
                    durability == Durability.DISK_FIRST ? Effect.Level.SYNCED : Effect.Level.WRITTEN,
                    0); // each start uses another seed
        }

        private static long positiveNanos(String field, Duration time) {
            require(!time.isNegative() && !time.isZero(), field + ": must be positive, not " + time);
            return nanos(field, time);
        }

        private static long nanos(String field, Duration time) {
            require(time.compareTo(LONGEST) <= 0, field + ": must be at most a day, not " + time);
            return time.toNanos();
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /** Replaces the address of a node that no other node can reach. */
    static final String NOWHERE = "localhost:0";

    /** The maximum of every duration. No node needs longer ones, and much longer ones do not fit in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final long MIN_ELECTION_NANOS = 20_000_000L;
    private static final long STANDARD_HEARTBEAT_NANOS = 100_000_000L;
}
