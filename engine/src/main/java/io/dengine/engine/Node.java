package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.stage.Pipeline;
import io.dengine.engine.stage.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a cluster: the core, its stages, and the ports that they work with.
 *
 * <p>Safe for use by any thread; no method but {@link #close} blocks. Futures fail with {@link RefusedException} and
 * complete on a stage's thread: a continuation must be quick and must not block, or continue elsewhere. A node that can
 * no longer guarantee its data stops itself: it refuses everything with {@link Refusal#STOPPED}, notifies its failure
 * listeners once, and waits to be closed.
 */
public final class Node implements AutoCloseable {
    private final NodeConfig config;
    private final NodePorts ports;
    private final Pipeline pipeline;
    private final AtomicBoolean connected = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final StageThreads threads;
    private volatile boolean ended;

    private Node(NodeConfig config, NodePorts ports, NodeHooks hooks, Recovery recovery) {
        this.config = config;
        this.ports = ports;
        this.pipeline = new Pipeline(config, ports, hooks, recovery);
        this.threads = new StageThreads(config.core().nodeId(), pipeline, ports.time(), hooks.carrier());
    }

    /**
     * Recovers the log and assembles a node around it. Nothing runs yet.
     *
     * @throws IOException if the log cannot be read
     */
    public static Node assemble(NodeConfig config, NodePorts ports, NodeHooks hooks) throws IOException {
        return assemble(config, ports, hooks, Recovery.of(ports.log(), ports.snapshots(), ports.machine()));
    }

    /** Assembles a node around a log that was recovered before. Nothing runs yet. */
    public static Node assemble(NodeConfig config, NodePorts ports, NodeHooks hooks, Recovery recovery) {
        return new Node(config, ports, hooks, recovery);
    }

    /**
     * Returns the stages, for a driver of its own such as a simulator. The driver calls {@link #connect} first, and
     * steps the stages one at a time.
     */
    public List<Stage> stages() {
        return pipeline.stages();
    }

    /** Starts the transport. {@link #start} calls it by itself. */
    public void connect() {
        if (connected.compareAndSet(false, true)) {
            ports.transport().start(pipeline.receiver());
            ports.transport().connectTo(pipeline.view().configuration());
        }
    }

    /** Starts the transport, and one thread for each stage. Called once. */
    public void start() {
        threads.create();
        connect();
        threads.start();
    }

    /**
     * Replicates and applies the command, if this node leads; otherwise fails with {@link Refusal#NOT_LEADER}.
     *
     * @return the state machine's reply
     */
    public CompletableFuture<Bytes> propose(Bytes command) {
        return pipeline.door().command(command, false);
    }

    /**
     * Replicates and applies the command, wherever the leader is. If there is none, the command waits for one, up to
     * the request timeout. The command is sent again only when the first attempt certainly had no effect.
     *
     * @return the state machine's reply
     */
    public CompletableFuture<Bytes> submit(Bytes command) {
        return pipeline.door().command(command, true);
    }

    /**
     * Completes once this node's state may be read with a linearizable result, as of a moment after this call. A quorum
     * confirms it without any clock. On any node; if there is no leader, the read waits for one, up to the request
     * timeout.
     *
     * @return the index that this node has applied
     */
    public CompletableFuture<Long> readIndex() {
        return pipeline.door().read(false);
    }

    /**
     * Completes like {@link #readIndex}, but if this node holds the leader lease, that is enough, and nothing is sent
     * to a peer. The result is linearizable as long as clock rates differ by no more than the configured bound.
     */
    public CompletableFuture<Long> leasedReadIndex() {
        return leaseHeld()
                ? CompletableFuture.completedFuture(pipeline.view().appliedIndex())
                : pipeline.door().read(true);
    }

    /**
     * Returns whether this node's state may be read at once under the lease policy: it holds the leader lease, and has
     * applied everything that it has committed.
     */
    public boolean leaseHeld() {
        return pipeline.view().leaseHeld();
    }

    /**
     * Transfers leadership to {@code targetId}. Completes when another node leads.
     *
     * <p>Fails with {@link Refusal#NOT_LEADER} on any node but the leader.
     */
    public CompletableFuture<Boolean> transferLeadership(int targetId) {
        return pipeline.door().control(waiter -> new Event.TransferRequested(targetId, waiter));
    }

    /**
     * Changes the members to those of {@code target}. Completes when that is committed.
     *
     * <p>Fails with {@link Refusal#NOT_LEADER} if this node does not lead.
     *
     * @param expectedIndex the index of the configuration for which the change was made; the change is refused if
     *     another configuration is in force by now
     */
    public CompletableFuture<Boolean> changeMembers(Configuration target, long expectedIndex) {
        return changeMembers(target, expectedIndex, false);
    }

    /**
     * Changes the members as {@link #changeMembers(Configuration, long)} does.
     *
     * @param force allow a removal even if a majority of the voters that stay does not answer at the moment
     */
    public CompletableFuture<Boolean> changeMembers(Configuration target, long expectedIndex, boolean force) {
        return pipeline.door().control(waiter -> new Event.ChangeRequested(target, expectedIndex, force, waiter));
    }

    /**
     * Accepts that entries which this node acknowledged and may have lost in a power failure are gone, if no other node
     * has them; see {@link Event.LossAccepted}. For operators whose voters all wait for each other, and for no other
     * case: as long as a majority of the voters lacks nothing, nothing is lost, and waiting is right.
     *
     * <p>Fails with {@link Refusal#BAD_REQUEST} if this node lacks nothing.
     */
    public CompletableFuture<Boolean> acceptLoss() {
        return pipeline.door().control(Event.LossAccepted::new);
    }

    /**
     * Returns whether this node neither votes nor counts toward commit until it has caught up with what it may lack.
     */
    public boolean isRecovering() {
        return pipeline.view().isRecovering();
    }

    /**
     * Takes a snapshot of the state machine as soon as possible. Completes with its metadata once it is stored on this
     * node. Not needed in normal operation: the node takes snapshots by itself.
     */
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        return pipeline.takeSnapshot();
    }

    /**
     * Takes a snapshot and opens it to be copied elsewhere. It holds everything that was committed and applied here
     * when it was taken. Completes on a thread of its own.
     */
    public CompletableFuture<Backup> backup() {
        return backup(task -> Thread.ofVirtual().name("d-engine-backup").start(task));
    }

    /** Does the same, but completes on {@code elsewhere}: it opens a file, for which no stage may wait. */
    public CompletableFuture<Backup> backup(Executor elsewhere) {
        return takeSnapshot().thenApplyAsync(this::open, elsewhere);
    }

    private Backup open(SnapshotMeta meta) {
        SnapshotStore snapshots = ports.snapshots();
        for (SnapshotStore.Stored stored : snapshots.stored()) {
            if (stored.meta().equals(meta)) {
                try {
                    return new Backup(stored, snapshots.copy(stored));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException("The snapshot was replaced before it could be opened. Try again.");
    }

    public CoreStatus status() {
        return pipeline.view().status();
    }

    /** Returns the configuration in force, committed or not. */
    public Configuration configuration() {
        return pipeline.view().configuration();
    }

    /** Returns the last index known here to be committed; after a start it is unknown until a leader reports it. */
    public long commitIndex() {
        return pipeline.view().commitIndex();
    }

    /** Returns the last index that the state machine has applied. */
    public long appliedIndex() {
        return pipeline.view().appliedIndex();
    }

    /**
     * Returns whether the state holds everything that this node has ever reported. After a start it does not until a
     * leader has reported which entries of the log are committed, and these are applied: until then an existing key may
     * seem absent.
     */
    public boolean hasReplayed() {
        return pipeline.view().hasReplayed();
    }

    /** Returns how much room the disk of this node has, and what that allows. As of about a second ago. */
    public Room room() {
        return pipeline.view().room();
    }

    /** Returns the status of this node, for operators and metrics. */
    public NodeStatus nodeStatus() {
        return pipeline.status();
    }

    /** Returns the load of the stages; empty unless {@link #start} has started threads for them. */
    public List<StageLoad> stageLoads() {
        return threads.loads();
    }

    /** Calls {@code listener} after each change of role, term or leader, in order. */
    public void onStatusChange(Consumer<CoreStatus> listener) {
        pipeline.listeners().onStatus(listener);
    }

    /** Calls {@code listener} when another configuration is in force, and again when it is committed. */
    public void onConfigurationChange(Consumer<Configuration> listener) {
        pipeline.listeners().onConfiguration(listener);
    }

    /** Calls {@code listener} once, if this node stops itself. The listener should cause the node to be closed. */
    public void onFailure(Consumer<Throwable> listener) {
        pipeline.listeners().onFailure(listener);
    }

    /** Returns the reason for which this node has stopped itself, or null. */
    public @Nullable Throwable failure() {
        return pipeline.failure();
    }

    /**
     * Returns the last events of the core, one line each, oldest first: for the report of a failure, once the node has
     * failed.
     */
    public List<String> recentEvents() {
        return pipeline.recentEvents();
    }

    /** Transfers leadership if this node leads and another node can take over. */
    public void requestStepDown() {
        pipeline.requestStepDown();
    }

    /**
     * Transfers leadership, stops, and closes all ports. Pending requests are answered. Blocks until all threads have
     * ended, or for a bounded time if the disk does not answer. Must not be called by a stage's thread, that is, in a
     * continuation.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (threads.areRunning() && isReplaceable()) {
            threads.awaitStepDown(Math.min(2 * config.core().electionMaxNanos(), 5_000_000_000L));
        }
        ended = threads.stop();
        pipeline.close();
        new PortCloser(ports, pipeline.failure() != null).close(ended);
    }

    /**
     * Returns whether no thread of this node uses its files any more. Stays false after {@link #close} if a thread did
     * not end.
     */
    public boolean hasEnded() {
        return ended;
    }

    /** Returns whether this node leads and another voter may take over. */
    public boolean isReplaceable() {
        return pipeline.failure() == null
                && status().role() == RoleName.LEADER
                && configuration().voterCount() > 1;
    }
}
