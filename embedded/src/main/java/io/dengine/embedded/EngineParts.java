package io.dengine.embedded;

import io.dengine.engine.Node;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.engine.port.StateMachine;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerListener;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
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
 * What an engine consists of, opened in order and closed in reverse, also when a later part fails. Knows nothing of
 * {@link EmbeddedEngine}, so that an engine that nobody holds any more is noticed while its parts still run.
 */
final class EngineParts {
    private static final Logger LOG = LoggerFactory.getLogger(EngineParts.class);
    private static final int MAX_LOOPS = 4;
    private static final long JOIN_PATIENCE_SECONDS = 60;

    /** How often watchers that asked for it are told how far they are. */
    private static final long PROGRESS_NANOS = 1_000_000_000L;

    private final EngineConfig config;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final LocalMember<?> member;
    private final @Nullable LocalNode store;

    private EngineParts(EngineConfig config) throws IOException {
        this.config = config;
        try {
            DirectoryLock lock = DirectoryLock.acquire(config.directory());
            open.push(lock);
            EventLoopGroup loops = openLoops();
            LocalNodeConfig settings = admitted(loops);
            NodeHooks hooks = NodeHooks.none().withMetrics(config.metrics());
            StateMachineOpener custom = config.parts().stateMachine();
            if (custom == null) {
                LocalNode node = LocalNode.open(settings, hooks, loops);
                open.push(node);
                open.push(node.tellProgress(PROGRESS_NANOS)::close);
                store = node;
                member = node.member();
            } else {
                store = null;
                member = openMember(settings, hooks, loops, custom);
                open.push(member);
            }
            listen(loops);
        } catch (IOException | RuntimeException e) {
            giveUp(e);
            throw e;
        }
    }

    private void giveUp(Exception why) {
        try {
            close();
        } catch (IllegalStateException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * Opens everything. Nothing runs before {@link #start}, except that a node without data that joins a cluster asks
     * to be admitted, and waits for that.
     *
     * @throws StartException if something is not as it must be
     */
    static EngineParts open(EngineConfig config) {
        try {
            return new EngineParts(config);
        } catch (IOException e) {
            throw new StartException("The engine did not start: " + e.getMessage(), e);
        }
    }

    private EventLoopGroup openLoops() {
        int threads = config.peers().listen() == null
                ? 1
                : Math.max(2, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("d-engine-loop-" + config.peers().nodeId(), true),
                NioIoHandler.newFactory());
        open.push(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS));
        return loops;
    }

    private static LocalMember<StateMachine> openMember(
            LocalNodeConfig settings, NodeHooks hooks, EventLoopGroup loops, StateMachineOpener custom)
            throws IOException {
        StoreDirectory stores = new StoreDirectory(settings.dataDirectory());
        return LocalMember.open(settings, hooks, loops, storageId -> stores.openMachine(storageId, custom));
    }

    private void listen(EventLoopGroup loops) throws IOException {
        HostPort address = config.peers().listen();
        if (address != null) {
            PeerListener port = PeerListener.bind(address, member.acceptor(), loops);
            open.push(port);
        }
    }

    // ---- becoming a member

    static LocalNodeConfig settings(EngineConfig config) {
        EngineConfig.Peers peers = config.peers();
        // Who begins alone need agree with nobody about which cluster that is.
        ClusterId cluster = peers.members().size() > 1 || !peers.clusterName().isEmpty()
                ? ClusterId.of(peers.clusterName(), peers.members())
                : ClusterId.random();
        return new LocalNodeConfig(
                config.directory(),
                cluster,
                peers.members(),
                peers.address(),
                config.node(),
                TransportConfig.standard(),
                config.store(),
                config.keys(),
                config.parts().log());
    }

    private LocalNodeConfig admitted(EventLoopGroup loops) throws IOException {
        EngineConfig.Peers peers = config.peers();
        LocalNodeConfig settings = settings(config);
        if (peers.join().isEmpty() || LocalMember.hasData(config.directory())) {
            return settings;
        }
        AdminRequest.Join request = new AdminRequest.Join(
                peers.nodeId(), peers.address(), peers.promotable(), true, AdminRequest.ANY_INDEX);
        JoinLog log = new JoinLog();
        CompletableFuture<Void> patience = new CompletableFuture<>();
        try {
            Admission admission = new Joining(
                            request, peers.join(), new OperatorCalls(settings.transport(), loops), log)
                    .await(patience.completeOnTimeout(null, JOIN_PATIENCE_SECONDS, TimeUnit.SECONDS));
            if (admission == null) {
                throw new IOException("No member has admitted it within " + JOIN_PATIENCE_SECONDS + " seconds; "
                        + log.lastRefusal() + " Its directory is unchanged.");
            }
            return settings.admittedTo(admission.cluster(), admission.members().members());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("It was interrupted before any cluster had admitted it.");
        } finally {
            patience.cancel(false);
        }
    }

    /** Says how a node joins, and remembers what stood in its way. */
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
        LocalNode keyValues = store;
        if (keyValues == null) {
            member.start();
        } else {
            keyValues.start();
        }
    }

    EngineConfig config() {
        return config;
    }

    Node node() {
        return member.node();
    }

    LocalMember<?> member() {
        return member;
    }

    /** The node that replicates the key-value store, or null where there is another state machine. */
    @Nullable
    LocalNode store() {
        return store;
    }

    Path directory() {
        return config.directory().toAbsolutePath().normalize();
    }

    /**
     * Hands leadership over, stops everything, and releases the directory, unless a thread does not end: then the
     * directory must not be used by another engine.
     *
     * @throws IllegalStateException if some part could not be closed in order
     */
    void close() {
        List<Exception> failures = new ArrayList<>();
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            if (part instanceof DirectoryLock && !failures.isEmpty()) {
                LOG.error("The directory {} stays locked until this process ends", directory());
                continue;
            }
            try {
                part.close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            Exception first = failures.get(0);
            throw new IllegalStateException(
                    "The engine in " + directory() + " did not end in order: " + first.getMessage(), first);
        }
    }
}
