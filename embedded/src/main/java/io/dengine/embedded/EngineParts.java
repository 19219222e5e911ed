package io.dengine.embedded;

import io.dengine.bytes.Cause;
import io.dengine.engine.Node;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.node.BackupFile;
import io.dengine.node.LocalMember;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.join.ClusterSearch;
import io.dengine.node.join.Joining;
import io.dengine.node.membership.MembershipView;
import io.dengine.node.membership.OperatorCalls;
import io.dengine.node.start.DirectoryLock;
import io.dengine.node.start.NodeDisks;
import io.dengine.node.start.StoreDirectory;
import io.dengine.transport.ClusterId;
import io.dengine.transport.EventLoops;
import io.dengine.transport.HostPort;
import io.dengine.transport.NodeTls;
import io.dengine.transport.PeerListener;
import io.dengine.transport.PeerTrust;
import io.dengine.transport.TlsFiles;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of an engine. They are opened in order and closed in reverse order, also when opening a later part fails.
 * This class has no reference to {@link EmbeddedEngine}, so that an engine can be garbage-collected, and be reported,
 * while its parts still run.
 */
final class EngineParts {
    private static final Logger LOG = LoggerFactory.getLogger(EngineParts.class);
    private static final int MAX_LOOPS = 4;
    private static final long JOIN_PATIENCE_SECONDS = 60;
    private static final Object LATE = new Object();
    private static final String UNCHANGED = "Its directory is unchanged. Start it again to ask again.";

    /** The interval of progress notifications to watchers that requested them. */
    private static final long PROGRESS_NANOS = 1_000_000_000L;

    private final EngineConfig config;
    private final DirectoryLock lock;
    private final @Nullable NodeTls tls;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final LocalMember member;
    private final @Nullable LocalNode store;

    /** @param stop completing it aborts a pending join */
    private EngineParts(EngineConfig config, CompletableFuture<?> stop) throws IOException {
        this.config = config;
        this.lock = DirectoryLock.acquire(config.directory());
        try {
            TlsFiles files = config.peers().encryption();
            tls = files == null ? null : NodeTls.load(files);
            EventLoopGroup loops = openLoops();
            PeerListener port = listen(loops);
            LocalNodeConfig settings = admitted(loops, port, stop);
            NodeHooks hooks = NodeHooks.none().withMetrics(config.metrics());
            StateMachineOpener custom = config.parts().stateMachine();
            if (custom == null) {
                LocalNode node = LocalNode.open(settings, hooks, loops);
                open.push(node);
                open.push(node.tellProgress(PROGRESS_NANOS)::close);
                store = node;
                member = node;
            } else {
                store = null;
                member = openMember(settings, hooks, loops, custom);
                open.push(member);
            }
            if (port != null) {
                port.serve(member.acceptor());
            }
        } catch (IOException | RuntimeException e) {
            closeParts().forEach(e::addSuppressed);
            lock.abandon();
            throw e;
        }
    }

    /**
     * Opens all parts. Nothing runs before {@link #start}, except that a node without data that joins a cluster asks to
     * be accepted and waits for that; an interrupt ends only that wait.
     *
     * @throws StartException if a part cannot be opened; nothing is left behind that was not there before
     */
    static EngineParts open(EngineConfig config) {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        try {
            return OwnThread.call("d-engine-start", () -> new EngineParts(config, stop), () -> stop.complete(null));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StartException("The engine did not start: " + Cause.of(e), e);
        }
    }

    /** Restores a backup, see {@link EmbeddedEngine#restore}. */
    static void restore(Path backup, EngineConfig config) throws IOException {
        try {
            Object unused = OwnThread.call("d-engine-restore", () -> restored(backup, config), () -> {});
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The backup was not restored: " + Cause.of(e), e);
        }
    }

    private static ClusterId restored(Path backup, EngineConfig config) throws IOException {
        DirectoryLock lock = DirectoryLock.acquire(config.directory());
        try {
            ClusterId cluster = BackupFile.restore(backup, settings(config, TransportConfig.standard()));
            lock.close();
            return cluster;
        } catch (IOException | RuntimeException e) {
            lock.abandon();
            throw e;
        }
    }

    private EventLoopGroup openLoops() {
        int threads = config.peers().listen() == null
                ? 1
                : Math.max(2, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        EventLoopGroup loops =
                new EventLoops(threads, "d-engine-loop-" + config.peers().nodeId());
        open.push(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS));
        return loops;
    }

    private static LocalMember openMember(
            LocalNodeConfig settings, NodeHooks hooks, EventLoopGroup loops, StateMachineOpener custom)
            throws IOException {
        StoreDirectory stores = new StoreDirectory(settings.dataDirectory().resolve("custom-store"));
        return LocalMember.open(settings, hooks, loops, storageId -> stores.open(storageId, true, custom::open));
    }

    private TransportConfig transport() throws IOException {
        TransportConfig standard = TransportConfig.standard();
        PeerTrust trust = standard.trust()
                .withSecretIn(config.peers().secret())
                .withNetworks(config.peers().networks());
        return standard.withTrust(trust).withTls(tls);
    }

    /** Binds the port before anything else: a port in use must neither change files nor let others add this node. */
    private @Nullable PeerListener listen(EventLoopGroup loops) throws IOException {
        HostPort address = config.peers().listen();
        if (address == null) {
            return null;
        }
        PeerListener port = PeerListener.bind(address, loops, tls == null ? null : tls.accepting());
        open.push(port);
        return port;
    }

    // ---- becoming a member

    static LocalNodeConfig settings(EngineConfig config, TransportConfig transport) {
        EngineConfig.Peers peers = config.peers();
        // A node that bootstraps alone need not agree on the cluster id with other nodes.
        ClusterId cluster = peers.members().size() > 1 || !peers.clusterName().isEmpty()
                ? ClusterId.of(peers.clusterName(), peers.members())
                : ClusterId.random();
        LocalNodeConfig settings = new LocalNodeConfig(
                config.directory(),
                cluster,
                peers.members(),
                peers.address(),
                config.node().withSeed(new SecureRandom().nextLong()), // a different seed for each start
                transport,
                config.store(),
                config.keys());
        LogStoreOpener log = config.parts().log();
        return log == null ? settings : settings.withLog(log::open);
    }

    private LocalNodeConfig admitted(EventLoopGroup loops, @Nullable PeerListener port, CompletableFuture<?> stop)
            throws IOException {
        EngineConfig.Peers peers = config.peers();
        LocalNodeConfig settings = settings(config, transport());
        if (NodeDisks.hasData(config.directory())) {
            return settings;
        }
        OperatorCalls calls = new OperatorCalls(settings.transport(), loops);
        if (peers.join().isEmpty()) {
            try {
                return new ClusterSearch(settings, calls).settle(port);
            } catch (InterruptedException e) {
                throw new IOException("Its own thread was interrupted. " + UNCHANGED, e);
            }
        }
        AdminRequest.Join request = new AdminRequest.Join(
                peers.nodeId(), peers.address(), peers.promotable(), true, AdminRequest.ANY_INDEX);
        JoinLog log = new JoinLog();
        Joining joining = new Joining(request, peers.join(), calls, log);
        CompletableFuture<Object> patience =
                CompletableFuture.anyOf(stop).completeOnTimeout(LATE, JOIN_PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            MembershipView view = joining.await(patience);
            if (view != null) {
                return settings.admittedTo(view.cluster(), view.members().members());
            }
        } catch (InterruptedException e) {
            throw new IOException("Its own thread was interrupted. " + joining.afterwards() + " " + UNCHANGED, e);
        } finally {
            patience.cancel(false);
        }
        throw new IOException(
                stop.isDone()
                        ? "The caller was interrupted before any cluster had admitted it. " + joining.afterwards() + " "
                                + UNCHANGED
                        : "No member has admitted it within " + JOIN_PATIENCE_SECONDS + " seconds; " + log.lastRefusal()
                                + " " + joining.afterwards() + " " + UNCHANGED);
    }

    /** Logs the progress of a join, and remembers the last refusal. */
    private static final class JoinLog implements Joining.Listener {
        private volatile String lastRefusal = "none of them has answered.";

        @Override
        public void joining(String address, String members) {
            LOG.info("joining as {}: asking {}", address, members);
        }

        @Override
        public void notAdmitted(String member, String why, long pauseMillis) {
            lastRefusal = "the last answer was: " + why;
            LOG.info("{} has not admitted this node: {} The next one is asked in {} ms", member, why, pauseMillis);
        }

        @Override
        public void joined(String clusterId, String members) {
            LOG.info("joined cluster {}, whose members are {}", clusterId, members);
        }

        String lastRefusal() {
            return lastRefusal;
        }
    }

    // ---- running

    void start() {
        member.start();
    }

    EngineConfig config() {
        return config;
    }

    Node node() {
        return member.node();
    }

    LocalMember member() {
        return member;
    }

    /** Returns the node that replicates the key-value store, or null if the engine has a custom state machine. */
    @Nullable
    LocalNode store() {
        return store;
    }

    Path directory() {
        return config.directory().toAbsolutePath().normalize();
    }

    /**
     * Transfers leadership, stops all parts, and releases the directory, unless a thread does not end: then no other
     * engine may use the directory. Waits for the shutdown, also if the caller is interrupted.
     *
     * @throws IllegalStateException if a part could not be closed cleanly
     */
    void close() {
        List<Exception> failures;
        try {
            failures = OwnThread.call("d-engine-close", this::closeAll, () -> {});
        } catch (Exception e) {
            failures = List.of(e);
        }
        if (!failures.isEmpty()) {
            Exception first = failures.get(0);
            throw new IllegalStateException(
                    "The engine in " + directory() + " did not end in order: " + first.getMessage(), first);
        }
    }

    private List<Exception> closeAll() {
        List<Exception> failures = closeParts();
        if (!member.node().hasEnded()) {
            LOG.error("The directory {} stays locked until this process ends", directory());
            return failures;
        }
        try {
            lock.close();
        } catch (IOException e) {
            failures.add(e);
        }
        return failures;
    }

    private List<Exception> closeParts() {
        List<Exception> failures = new ArrayList<>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        return failures;
    }
}
