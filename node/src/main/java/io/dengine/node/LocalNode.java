package io.dengine.node;

import io.dengine.api.Subscription;
import io.dengine.bytes.ClockDrift;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Backup;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.StageLoad;
import io.dengine.engine.port.Carrier;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.stage.StageThread;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.Limits;
import io.dengine.kv.watch.WatchHub;
import io.dengine.node.start.NodeStorage;
import io.dengine.node.start.StoreDirectory;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of a cluster that replicates the key-value store. Thread-safe. */
public final class LocalNode extends LocalMember implements NodeOperations {
    private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
    private static final String CLOSED = "This node is closed.";

    private final KvStore store;
    private final NodeConfig config;
    private final Set<LocalTarget> targets = ConcurrentHashMap.newKeySet();
    private final StageThread watchThread;
    private final ReadCounts reads = new ReadCounts();
    private volatile boolean closed;

    private LocalNode(MemberAssembly<KvStore> parts, NodeConfig config) {
        super(parts);
        this.store = parts.storage().machine();
        this.config = config;
        this.watchThread = new StageThread(
                "d-engine-watch-" + config.core().nodeId(),
                store.watchHub(),
                TimeSource.system(),
                Carrier.NONE,
                cause -> LOG.error("watches stopped", cause));
        node().onFailure(cause -> endTargets("This node has stopped itself: " + cause.getMessage() + "."));
    }

    /**
     * Opens the data directory, recovers its content, and assembles the node. Nothing runs before {@link #start}.
     *
     * @param loops carry the connections to peers; they belong to the caller and must outlive the node
     * @throws IOException if the directory cannot be used; the message says why and what to do
     */
    public static LocalNode open(LocalNodeConfig config, NodeHooks hooks, EventLoopGroup loops) throws IOException {
        StoreDirectory stores = new StoreDirectory(config.dataDirectory().resolve("store"));
        NodeStorage.MachineOpener<KvStore> store = storageId -> stores.open(
                storageId,
                config.keys().isLasting(),
                directory -> KvStore.open(config.store(), config.keys().open(directory, config.store())));
        return new LocalNode(MemberAssembly.open(config, hooks, loops, store), config.node());
    }

    @Override
    public void start() {
        watchThread.start();
        super.start();
    }

    /** Returns the key-value store that the node replicates. */
    public KvStore store() {
        return store;
    }

    /** Returns how the node's threads spent their time; empty before the start. */
    public List<StageLoad> stageLoads() {
        List<StageLoad> loads = new ArrayList<>(node().stageLoads());
        if (!loads.isEmpty()) {
            loads.add(watchThread.load());
        }
        return loads;
    }

    /** Returns the number of reads of each level. */
    public ReadCounts reads() {
        return reads;
    }

    @Override
    public NodeState state() {
        return new NodeState(
                config.core().nodeId(),
                node().status(),
                node().commitIndex(),
                node().appliedIndex(),
                store.revision(),
                node().isRecovering(),
                store.lossEpoch(),
                store.incarnation(),
                node().room());
    }

    ClockDrift clockDrift() {
        return new ClockDrift(config.core().driftPartsPerMillion());
    }

    @Override
    public Configuration configuration() {
        return node().configuration();
    }

    @Override
    public Configuration committedConfiguration() {
        return committedMembers().now();
    }

    @Override
    public Subscription onCommittedConfiguration(Runnable listener) {
        return committedMembers().listen(listener);
    }

    @Override
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        return node().takeSnapshot();
    }

    @Override
    public CompletableFuture<Boolean> acceptLoss() {
        return node().acceptLoss();
    }

    @Override
    public CompletableFuture<Backup> backup() {
        return node().backup();
    }

    /**
     * Returns an executor of client requests on this node.
     *
     * @param scans see {@link LocalRequests}
     */
    public LocalRequests requests(Executor scans) {
        Limits limits = Limits.withinCommandsOf(config.limits().maxCommandBytes());
        return new LocalRequests(node(), store, limits, config.requestTimeoutNanos(), scans, reads);
    }

    /**
     * Sends progress notifications periodically to watchers that requested them, until the result is closed.
     *
     * @param intervalNanos the time between two notifications
     */
    public Subscription tellProgress(long intervalNanos) {
        return new Progress(store.watchHub(), intervalNanos).begin();
    }

    /** Runs on threads of the common pool: it takes very little time, so no engine needs a thread for it. */
    private static final class Progress implements Subscription, Runnable {
        private final WatchHub watches;
        private final Executor later;
        private volatile boolean ended;

        Progress(WatchHub watches, long intervalNanos) {
            this.watches = watches;
            this.later = CompletableFuture.delayedExecutor(intervalNanos, TimeUnit.NANOSECONDS);
        }

        Progress begin() {
            later.execute(this);
            return this;
        }

        @Override
        public void run() {
            if (!ended) {
                watches.publishProgress();
                later.execute(this);
            }
        }

        @Override
        public void close() {
            ended = true;
        }
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

    @Override
    public void close() {
        closed = true;
        try {
            super.close();
        } finally {
            watchThread.stopWhenIdle();
            endTargets(CLOSED);
        }
    }
}
