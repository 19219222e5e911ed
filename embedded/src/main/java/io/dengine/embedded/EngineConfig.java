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
import io.dengine.transport.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an engine in this process is made from. Immutable. Only the data directory is needed: whatever is left out has a
 * value that suits a cluster within one data center.
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
 * @param directory where the engine keeps everything; one engine alone may use it
 * @param peers who the engine is, and with whom it begins
 * @param node the settings of the engine itself
 * @param store how much of the past the store keeps, and how watches are bounded
 * @param keys where the store keeps its keys
 * @param parts what takes the place of the engine's own parts
 * @param client how the engine's clients behave
 * @param metrics is told numbers
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
     * Who an engine is, and with whom it begins. An engine that has data knows its members from there.
     *
     * @param nodeId from 1, different for each node of a cluster
     * @param listen where it accepts connections of peers; null for an engine that is alone
     * @param address where peers reach it
     * @param clusterName tells clusters apart that would otherwise have the same members
     * @param members the voters that a new cluster begins with, this one among them; empty for an engine that joins
     * @param join addresses of members that an engine without data asks to be admitted; else empty
     * @param promotable whether it becomes a voter after it has joined and caught up
     * @param encryption of what engines say to each other, or null for none
     * @param secret a file with what all engines of the cluster know and nobody else, or null for none
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
            @Nullable Path secret) {
        public Peers {
            members = List.copyOf(members);
            join = List.copyOf(join);
        }
    }

    /**
     * What takes the place of the engine's own parts.
     *
     * @param stateMachine in place of the key-value store, or null
     * @param log in place of the engine's log, or null
     */
    public record CustomParts(
            @Nullable StateMachineOpener stateMachine,
            @Nullable LogStoreOpener log) {
        static final CustomParts NONE = new CustomParts(null, null);
    }

    /** Begins the configuration of an engine that keeps everything in {@code directory}, created if it is missing. */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /**
     * Collects what an engine is made from. {@link #build} checks it: an {@link IllegalArgumentException} names what is
     * wrong by the method that sets it.
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

        /** This node's number, from 1; different for each node of a cluster, and never used again. Standard: 1. */
        public Builder nodeId(int id) {
            nodeId = id;
            return this;
        }

        /**
         * A voter that a new cluster begins with, this node among them. All nodes of a new cluster name the same ones.
         * Without any, the node begins a cluster of its own; it grows when others join.
         *
         * @param address host and port where the others reach it
         */
        public Builder member(int id, String memberAddress) {
            members.add(new Member(id, memberAddress, 0, Member.Role.VOTER));
            return this;
        }

        /**
         * Lets a node without data join a running cluster, as a learner that becomes a voter once it has caught up.
         *
         * @param memberAddresses of members of that cluster: one is enough, more are for when one is down
         */
        public Builder join(String... memberAddresses) {
            join.addAll(List.of(memberAddresses));
            return this;
        }

        /** Lets a node that joins stay a learner: it receives everything, answers reads, and never votes. */
        public Builder readOnly() {
            promotable = false;
            return this;
        }

        /**
         * Where to accept connections of peers, such as {@code "0.0.0.0:9081"}. Standard: where this node's member
         * address says, and nowhere for a node without one.
         */
        public Builder listenOn(String hostPort) {
            listenAddress = hostPort;
            return this;
        }

        /** Where peers reach this node, if that is neither its member address nor where it listens. */
        public Builder address(String hostPort) {
            address = hostPort;
            return this;
        }

        /**
         * Encrypts what engines of the cluster say to each other; all of them or none. Files that are renewed while the
         * engine runs are taken up. Standard: not encrypted.
         */
        public Builder encryptPeers(TlsFiles files) {
            encryption = files;
            return this;
        }

        /**
         * A file with at least 16 bytes that all engines of the cluster know, readable by its owner alone: peers prove
         * that they know them. Standard: a peer proves that it is reached at its member's address.
         */
        public Builder peerSecret(Path file) {
            secret = file;
            return this;
        }

        /** Tells clusters apart that begin with the same members; the same on all nodes of a cluster. */
        public Builder clusterName(String name) {
            clusterName = name;
            return this;
        }

        /** What a write waits for. The same on all nodes. Standard: {@link Durability#DISK_FIRST}. */
        public Builder durability(Durability level) {
            durability = level;
            return this;
        }

        /**
         * With {@link Durability#MEM_FIRST}: when what was written goes to the disk.
         *
         * @param entries once so many wait for it; from 1. Standard: 1,000
         * @param delay or once the oldest has waited so long. Standard: 20 ms
         */
        public Builder syncEvery(int entries, Duration delay) {
            syncEntries = entries;
            syncDelay = delay;
            return this;
        }

        /**
         * How long a node waits without a leader before it campaigns: a random time between the two. Writes wait about
         * so long after a leader has died. Standard: 1 to 2 seconds.
         */
        public Builder electionTimeout(Duration min, Duration max) {
            electionMin = min;
            electionMax = max;
            return this;
        }

        /** How often a leader speaks. At most half of the election timeout. Standard: 100 ms, or a quarter of it. */
        public Builder heartbeat(Duration interval) {
            heartbeat = interval;
            return this;
        }

        /**
         * How long a leader may answer reads by lease after it was confirmed; zero switches leases off. Must end before
         * another leader can be elected. Standard: half of the election timeout.
         */
        public Builder leaseDuration(Duration duration) {
            lease = duration;
            return this;
        }

        /**
         * By how much the speeds of two nodes' clocks may differ, which leases rely on. Standard: 10,000, one percent.
         */
        public Builder clockDrift(int partsPerMillion) {
            driftPartsPerMillion = partsPerMillion;
            return this;
        }

        /** After this long the node has answered a request, whatever became of it. Standard: 5 seconds. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = timeout;
            return this;
        }

        /** Changes any other setting of the engine: limits, snapshots, checks. */
        public Builder tune(UnaryOperator<NodeConfig> change) {
            UnaryOperator<NodeConfig> before = tuning;
            tuning = config -> change.apply(before.apply(config));
            return this;
        }

        /** How much of the past the store keeps, and how watches are bounded. Standard: {@link KvConfig#STANDARD}. */
        public Builder store(KvConfig config) {
            store = config;
            return this;
        }

        /**
         * Where the store keeps its keys. Standard: in memory. For more keys than memory holds, add the artifact
         * {@code dengine-kv-rocksdb} and pass {@code RocksConfig.STANDARD}.
         */
        public Builder keys(KeyTables.Opener opener) {
            keys = opener;
            return this;
        }

        /**
         * Replicates a state machine of your own in place of the key-value store. All nodes of a cluster have the same.
         */
        public Builder customStateMachine(StateMachineOpener opener) {
            parts = new CustomParts(opener, parts.log());
            return this;
        }

        /** Keeps the log in a store of your own. Nodes of a cluster may differ in this. */
        public Builder customLogStore(LogStoreOpener opener) {
            parts = new CustomParts(parts.stateMachine(), opener);
            return this;
        }

        /** How the engine's clients behave. */
        public Builder client(ClientSettings settings) {
            client = settings;
            return this;
        }

        /** Is told numbers, by the engine's threads: must be short. */
        public Builder metrics(NodeMetrics listener) {
            metrics = listener;
            return this;
        }

        /** @throws IllegalArgumentException if something contradicts itself; the message names it */
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
            return new Peers(nodeId, listen, known, clusterName, begin, join, promotable, encryption, secret);
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
                    MAX_APPEND_BYTES,
                    MAX_INFLIGHT_APPENDS,
                    LOG_CACHE_BYTES,
                    durability == Durability.DISK_FIRST ? Effect.Level.SYNCED : Effect.Level.WRITTEN,
                    0); // each start draws another seed
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

    /** In place of the address of a node that nobody can reach. */
    static final String NOWHERE = "localhost:0";

    /** No time of a node's needs to be longer, and in nanoseconds longer ones soon cannot be written. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final long MIN_ELECTION_NANOS = 20_000_000L;
    private static final long STANDARD_HEARTBEAT_NANOS = 100_000_000L;
    private static final int MAX_APPEND_BYTES = 1 << 20;
    private static final int MAX_INFLIGHT_APPENDS = 64;
    private static final long LOG_CACHE_BYTES = 32L << 20;
}
