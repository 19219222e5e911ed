package io.dengine.embedded;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.ReadLevel;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import io.dengine.client.ClientSettings;
import io.dengine.core.CoreStatus;
import io.dengine.engine.Node;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A d-engine node in this process: a cluster of its own, or a member of a cluster.
 *
 * <pre>{@code
 *   try (var engine = EmbeddedEngine.start(Path.of("./data"))) {
 *       engine.awaitReady(Duration.ofSeconds(5));
 *       engine.client().put("hello", "world");
 *   }
 * }</pre>
 *
 * <p>Thread-safe. An engine never ends the process: if its disk fails or its state is found to be wrong, it stops
 * itself, and {@link #failed} completes. Acknowledged writes are then as safe as after a crash. Its threads are daemon
 * threads. Several engines may run in one process, each with its own directory. An engine that is garbage-collected
 * without {@link #close} keeps running until the process exits, and an error is logged.
 */
public final class EmbeddedEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);

    private final EngineParts parts;
    private final Node node;
    private final Observers observers;
    private final EngineClients clients;
    private final EngineAdmin admin;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Cleaner.Cleanable watchedForLoss;

    /**
     * Reports engines that were garbage-collected without being closed. Uses a virtual thread, so it occupies no
     * platform thread.
     */
    private static final class Lost {
        static final Cleaner CLEANER =
                Cleaner.create(Thread.ofVirtual().name("d-engine-lost").factory());
    }

    private EmbeddedEngine(EngineParts parts) {
        this.parts = parts;
        this.node = parts.node();
        this.observers = new Observers(parts.member());
        this.clients = new EngineClients(parts.store(), parts.config().client());
        this.admin = new EngineAdmin(parts.member());
        Path directory = parts.directory();
        CompletableFuture<Throwable> told = failure;
        node.onFailure(cause -> {
            LOG.error(
                    "The engine in {} has stopped itself. Acknowledged writes are as safe as after a"
                            + " crash. Close it, remove the cause, and start another one",
                    directory,
                    cause);
            told.complete(cause);
        });
        AtomicBoolean wasClosed = closed;
        this.watchedForLoss = Lost.CLEANER.register(this, () -> {
            if (!wasClosed.get()) {
                LOG.error(
                        "The engine in {} was garbage-collected without close(); its threads run until the"
                                + " process exits. Close each engine",
                        directory);
            }
        });
    }

    // ---- start and close

    /**
     * Starts a single-node cluster with its data in {@code dataDirectory}, which is created if it is missing. Opens no
     * port. An acknowledged write is on disk.
     *
     * @throws StartException if the directory is in use or cannot be used
     */
    public static EmbeddedEngine start(Path dataDirectory) {
        return start(EngineConfig.in(dataDirectory).build());
    }

    /**
     * Starts a node. Returns once its data are recovered and it runs; {@link #awaitReady} waits until it can serve
     * requests. A node without data that joins a cluster blocks here until it is accepted, for at most 60 seconds.
     *
     * <p>If the caller is interrupted, its interrupt status stays set. The engine starts nevertheless, unless it is
     * still waiting to be accepted by a cluster.
     *
     * @throws StartException if the engine cannot start; it leaves nothing behind that was not there before
     */
    public static EmbeddedEngine start(EngineConfig config) {
        EngineParts parts = EngineParts.open(config);
        EmbeddedEngine engine = new EmbeddedEngine(parts);
        parts.start();
        return engine;
    }

    /**
     * Creates the data directory of a member of a new cluster from a backup. The directory of {@code config} must be
     * empty, and all members in {@code config} must be restored from the same backup before they start.
     *
     * @throws IOException if the backup is damaged, or the directory holds data or cannot be written
     */
    public static void restore(Path backup, EngineConfig config) throws IOException {
        EngineParts.restore(backup, config);
    }

    /**
     * Shuts the engine down: transfers leadership if another node can take it, completes pending requests, stops all
     * threads, and releases the directory and the port. Takes a bounded time, also if the caller is interrupted; its
     * interrupt status stays set. May be called any number of times and by any thread except those that run
     * continuations of the engine's futures; every call returns when the shutdown has finished.
     *
     * @throws IllegalStateException if a part did not shut down cleanly, for example because the disk does not respond
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            ended.join();
            return;
        }
        try {
            parts.close();
        } finally {
            clients.close();
            watchedForLoss.clean();
            ended.complete(null);
        }
    }

    /** Returns true if the engine serves no requests any more: it was closed, or has stopped itself. */
    public boolean isStopped() {
        return closed.get() || node.failure() != null;
    }

    /**
     * Completes with the cause if the engine stops itself because its disk failed or its state is wrong. All requests
     * fail from then on. The engine must still be closed; a new one may then be started on the directory, in this
     * process too. Never completes otherwise.
     */
    public CompletableFuture<Throwable> failed() {
        return failure.copy();
    }

    // ---- use

    /**
     * Waits until the engine can serve requests: a leader is known, a majority of the voters has confirmed it, and all
     * entries that were committed by then are applied on this node.
     *
     * @return the leader
     * @throws EngineException.Unavailable if that did not happen within {@code timeout}, or the caller was interrupted;
     *     the message says what is missing
     * @throws EngineException.Closed if the engine is closed or has stopped itself
     */
    public Leader awaitReady(Duration timeout) {
        return new Readiness(node, nodeId()).await(timeout);
    }

    /**
     * Returns the client of this engine, always the same one. It is closed with the engine. Reads that need no other
     * node run on the caller's thread.
     *
     * @throws IllegalStateException if the engine replicates a custom state machine
     */
    public Client client() {
        return clients.shared();
    }

    /**
     * Returns another client with its own settings. It ends when it or the engine is closed. Throws {@link
     * IllegalStateException} if the engine replicates a custom state machine.
     */
    public Client client(ClientSettings settings) {
        return clients.another(settings);
    }

    /**
     * Proposes a command for a custom state machine. Any node accepts it and forwards it to the leader. The future
     * fails with {@link EngineException}, whose {@link EngineException#outcome} indicates whether the command may have
     * been applied. Its continuations may run on a thread of the engine, so they must be short or use an executor.
     *
     * @return the state machine's reply
     * @throws IllegalStateException if the engine replicates the key-value store
     */
    public CompletableFuture<Bytes> propose(Bytes command) {
        if (parts.store() != null) {
            throw new IllegalStateException("this engine replicates the key-value store: use client()");
        }
        return EngineFailures.told(node.submit(command));
    }

    /** Returns a linearizable read index, see {@link #readIndex(ReadLevel)}. */
    public CompletableFuture<Long> readIndex() {
        return readIndex(ReadLevel.LINEARIZABLE);
    }

    /**
     * Completes once a custom state machine may be read on this node with the guarantees of {@code level}, as of a
     * moment after this call. The future is complete on return if no other node has to be asked. It fails like {@link
     * #propose}.
     *
     * @return the index of an entry that is applied by then
     */
    public CompletableFuture<Long> readIndex(ReadLevel level) {
        return switch (level) {
            case LINEARIZABLE -> EngineFailures.told(node.readIndex());
            case LEASE -> EngineFailures.told(node.leasedReadIndex());
            // After a start, the state may be older than one that was read before it.
            case EVENTUAL ->
                node.hasReplayed()
                        ? CompletableFuture.completedFuture(node.appliedIndex())
                        : EngineFailures.told(node.readIndex());
        };
    }

    // ---- status

    /** Returns this node's id. */
    public int nodeId() {
        return parts.config().peers().nodeId();
    }

    /** Returns true if this node is the leader, as far as it knows, and can serve requests. */
    public boolean isLeader() {
        CoreStatus status = node.status();
        return status.role() == CoreStatus.RoleName.LEADER && status.ready();
    }

    /** Returns the leader that this node knows, or empty during an election. */
    public Optional<Leader> leader() {
        return observers.leader();
    }

    /** Returns the members in force, as far as this node knows. */
    public Members members() {
        return Observers.members(node.configuration());
    }

    /**
     * Calls {@code listener} with the leader, and again after each change. If changes come quickly, it may see only the
     * latest. One call at a time, on a thread that may block. Closing the result stops the calls.
     */
    public Subscription onLeaderChange(Consumer<? super Optional<Leader>> listener) {
        return observers.onLeader(listener);
    }

    /**
     * Calls {@code listener} with the members, and again after each committed change. If changes come quickly, it may
     * see only the latest. One call at a time, on a thread that may block. Closing the result stops the calls.
     */
    public Subscription onMembersChange(Consumer<? super Members> listener) {
        return observers.onMembers(listener);
    }

    EngineParts parts() {
        return parts;
    }

    /** Returns the operations for operators: members, leadership, snapshots and backups. */
    public EngineAdmin admin() {
        return admin;
    }
}
