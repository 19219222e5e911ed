package io.dengine.embedded;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.NoteListener;
import io.dengine.engine.port.Carrier;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.stage.StageThread;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.Limits;
import io.dengine.transport.ClusterId;
import io.dengine.transport.EventLoopCarrier;
import io.dengine.transport.PeerAcceptor;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerTransport;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member with its log, its store and its connections. Safe for use by any thread. */
public final class LocalNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
    private static final String CLOSED = "This node is closed.";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Node node;
    private final KvStore store;
    private final PeerTransport transport;
    private final ClusterId clusterId;
    private final NodeConfig config;
    private final ClusterViews views;
    private final Set<LocalTarget> targets = ConcurrentHashMap.newKeySet();
    private final StageThread watchThread;
    private volatile boolean closed;

    private LocalNode(Node node, KvStore store, PeerTransport transport, ClusterId clusterId, NodeConfig config) {
        this.node = node;
        this.clusterId = clusterId;
        this.store = store;
        this.transport = transport;
        this.config = config;
        this.views = new ClusterViews(node, clusterId);
        this.watchThread = new StageThread(
                "d-engine-watch",
                store.watchHub(),
                TimeSource.system(),
                Carrier.NONE,
                cause -> LOG.error("watches stopped", cause));
        node.onFailure(cause -> endTargets("This node has stopped itself: " + cause.getMessage()));
    }

    /**
     * Opens the data directory, recovers what is in it, and puts the node together. Nothing runs before {@link #start}.
     *
     * @param loops carry the connections to peers; they belong to the caller and must outlive the node
     * @throws IOException if the directory cannot be used; the message says why, and what to do
     */
    public static LocalNode open(LocalNodeConfig config, NodeHooks hooks, EventLoopGroup loops) throws IOException {
        ClusterId cluster = settleCluster(config);
        NodeStorage.Disks disks = NodeStorage.Disks.open(config.dataDirectory());
        try {
            return open(disks, config, cluster, hooks, loops);
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    /**
     * Whether a node has run here before: then it knows its cluster and its members, and needs to be told neither. A
     * directory in which a node only began to start counts as empty.
     */
    public static boolean hasData(Path dataDirectory) {
        return NodeStorage.Disks.hasLog(dataDirectory);
    }

    /** Which cluster this is: what the directory says, if it has data, whatever the settings say by now. */
    private static ClusterId settleCluster(LocalNodeConfig config) throws IOException {
        ClusterId stored = hasData(config.dataDirectory()) ? ClusterFile.read(config.dataDirectory()) : null;
        if (stored == null) {
            ClusterFile.write(config.dataDirectory(), config.cluster());
            return config.cluster();
        }
        return stored;
    }

    private static void tellOfMismatch(LocalNodeConfig config, Configuration stored) {
        boolean same = stored.members().size() == config.initialMembers().size();
        for (Member member : config.initialMembers()) {
            Member known = stored.member(member.id());
            same = same && known != null && known.address().equals(member.address());
        }
        if (!same) {
            LOG.warn(
                    "The members that this node knows from its data are not those of its configuration file, which is"
                            + " therefore ignored in this respect; the members in force are {}",
                    stored.members());
        }
    }

    private static LocalNode open(
            NodeStorage.Disks disks, LocalNodeConfig config, ClusterId cluster, NodeHooks hooks, EventLoopGroup loops)
            throws IOException {
        SecureRandom random = new SecureRandom();
        int nodeId = config.node().core().nodeId();
        WalConfig wal = new WalConfig(
                cluster.high(),
                cluster.low(),
                random.nextLong(1, Long.MAX_VALUE),
                bootId(),
                SnapshotMeta.bootstrap(config.bootstrap()),
                WalConfig.DEFAULT_SEGMENT_BYTES,
                config.node().core().cacheBytes(),
                random.nextLong(),
                Completeness.ofNew(config.bootstrap(), nodeId));
        StoreDirectory stores = new StoreDirectory(config.dataDirectory(), config.store(), config.keys());
        NodeStorage storage =
                NodeStorage.open(disks, wal, stores, config.node().core().acknowledgedLevel());
        SegmentedLog log = storage.log();
        KvStore store = storage.store();
        tellOfMismatch(config, storage.members());
        PeerTransport transport = new PeerTransport(
                new PeerIdentity(cluster, nodeId, log.storageId(), config.address()), config.transport(), loops);
        NodeHooks watched = hooks.withLowOnSpace(log::lowOnSpace)
                .withNotes(rememberingRecovery(log, hooks.notes()))
                .withCarrier(new EventLoopCarrier(loops));
        NodePorts ports = new NodePorts(log, storage.snapshots(), store, transport, TimeSource.system());
        Node node = Node.assemble(config.node(), ports, watched, storage.recovery());
        return new LocalNode(node, store, transport, cluster, config.node());
    }

    private static NoteListener rememberingRecovery(SegmentedLog log, NoteListener notes) {
        return note -> {
            if (note.topic() == Effect.Topic.RECOVERED || note.topic() == Effect.Topic.CLUSTER_BEGUN) {
                // Not here: the core waits for no disk. Until it is stored, a start asks the others once more.
                Thread.ofVirtual().name("d-engine-recovered").start(() -> rememberRecovery(log));
            } else if (note.topic() == Effect.Topic.DISK_FORGOT) {
                Thread.ofVirtual().name("d-engine-recovered").start(() -> rememberLoss(log));
            }
            notes.noted(note);
        };
    }

    private static void rememberLoss(SegmentedLog log) {
        try {
            log.markIncomplete();
        } catch (IOException | RuntimeException e) {
            LOG.warn("That this node's disk lacks what it had acknowledged could not be stored: {}", e.getMessage());
        }
    }

    private static void rememberRecovery(SegmentedLog log) {
        try {
            log.markRecovered();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "That this node has made up for a loss could not be stored, so its next start makes up for it once"
                            + " more: {}",
                    e.getMessage());
        }
    }

    /** Names the time since the machine started; where the system has no such name, every start counts as a new one. */
    static String bootId() throws IOException {
        return Files.isReadable(BOOT_ID)
                ? Files.readString(BOOT_ID).strip()
                : "unknown-" + System.currentTimeMillis() + "-"
                        + ProcessHandle.current().pid();
    }

    /** Starts the threads and the connections. */
    public void start() {
        watchThread.start();
        node.start();
    }

    public Node node() {
        return node;
    }

    public KvStore store() {
        return store;
    }

    /** Takes over the connections of peers; installed by whoever owns the listening port. */
    public PeerAcceptor acceptor() {
        return transport.acceptor();
    }

    /** The cluster this node belongs to. */
    public ClusterId clusterId() {
        return clusterId;
    }

    /** The members in force. */
    public Configuration configuration() {
        return node.configuration();
    }

    /** The cluster as clients see it. */
    public ClusterView cluster() {
        return views.now();
    }

    /** Calls {@code listener}, one call at a time, after changes of leader or members. */
    public Subscription onClusterChange(Consumer<ClusterView> listener) {
        return views.listen(listener);
    }

    /**
     * What clients ask for, carried out here.
     *
     * @param scans see {@link LocalRequests}
     */
    public LocalRequests requests(Executor scans) {
        Limits limits = Limits.withinCommandsOf(config.limits().maxCommandBytes());
        return new LocalRequests(node, store, limits, config.requestTimeoutNanos(), scans);
    }

    void addTarget(LocalTarget target) {
        targets.add(target);
        if (closed) {
            target.nodeEnded(CLOSED);
        }
    }

    void removeTarget(LocalTarget target) {
        targets.remove(target);
    }

    private void endTargets(String why) {
        targets.forEach(target -> target.nodeEnded(why));
    }

    /** Hands leadership over, stops everything, and releases the directory. Takes a bounded time. */
    @Override
    public void close() {
        closed = true;
        try {
            node.close();
        } finally {
            watchThread.stopWhenIdle();
            endTargets(CLOSED);
        }
    }
}
