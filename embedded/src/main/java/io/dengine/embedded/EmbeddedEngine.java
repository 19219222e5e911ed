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
 * A node in this process: alone, or as a member of a cluster.
 *
 * <pre>{@code
 *   try (var engine = EmbeddedEngine.start(Path.of("./data"))) {
 *       engine.awaitReady(Duration.ofSeconds(5));
 *       engine.client().put("hello", "world");
 *   }
 * }</pre>
 *
 * <p>Safe for use by any thread. It never ends the process: when its disk fails, or its state turns out to be wrong, it
 * stops itself, and {@link #failed} completes. What was acknowledged is then as safe as after a crash. Its threads are
 * daemons. Several engines may run in one process, each with a directory of its own; an engine that nobody holds any
 * more without having closed it goes on, and the log tells of it.
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

    /** Tells of engines that were lost. Its thread is a virtual one, so none of the system's stays for it. */
    private static final class Lost {
        static final Cleaner CLEANER =
                Cleaner.create(Thread.ofVirtual().name("d-engine-lost").factory());
    }

    private EmbeddedEngine(EngineParts parts) {
        this.parts = parts;
        this.node = parts.node();
        this.observers = new Observers(node);
        this.clients = new EngineClients(parts.store(), parts.config().client());
        this.admin = new EngineAdmin(parts.member());
        Path directory = parts.directory();
        CompletableFuture<Throwable> told = failure;
        node.onFailure(cause -> {
            LOG.error(
                    "The engine in {} has stopped itself. What was acknowledged is as safe as after a crash",
                    directory,
                    cause);
            told.complete(cause);
        });
        AtomicBoolean wasClosed = closed;
        this.watchedForLoss = Lost.CLEANER.register(this, () -> {
            if (!wasClosed.get()) {
                LOG.error(
                        "The engine in {} was never closed, and nobody holds it any more: it goes on until the process"
                                + " ends. Close each engine",
                        directory);
            }
        });
    }

    // ---- beginning and end

    /**
     * Starts a node that is alone, with its data in {@code dataDirectory}, which is created if it is missing. No port
     * is opened, and an acknowledged write is on the disk.
     *
     * @throws StartException if the directory is in use, or cannot be used
     */
    public static EmbeddedEngine start(Path dataDirectory) {
        return start(EngineConfig.in(dataDirectory).build());
    }

    /**
     * Starts a node. Returns once its data are read and it runs; {@link #awaitReady} waits until it can serve. A node
     * without data that joins a cluster waits here until it is admitted.
     *
     * <p>An interrupted caller stays interrupted. The engine starts all the same, unless it still waits to be admitted.
     *
     * @throws StartException if that is impossible; nothing is left of it then that was not there before
     */
    public static EmbeddedEngine start(EngineConfig config) {
        EngineParts parts = EngineParts.open(config);
        EmbeddedEngine engine = new EmbeddedEngine(parts);
        parts.start();
        return engine;
    }

    /**
     * Makes the data directory of a member of a new cluster from a backup: that of {@code config}, which must be empty,
     * and whose members all are restored from the same backup. Then they start.
     *
     * @throws IOException if the backup is damaged, or the directory holds data or cannot be written
     */
    public static void restore(Path backup, EngineConfig config) throws IOException {
        EngineParts.restore(backup, config);
    }

    /**
     * Hands leadership over where another node can take it, answers whoever waits, stops everything, and sets directory
     * and port free. Takes a bounded time, also if the caller is interrupted, who stays so. Any number of times, by any
     * thread but those that run continuations of the engine's futures; all calls return when it is done.
     *
     * @throws IllegalStateException if a part did not end in order, because the disk does not answer for instance
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

    /** Whether it answers nothing any more: it was closed, or has stopped itself. */
    public boolean isStopped() {
        return closed.get() || node.failure() != null;
    }

    /**
     * Completes with the reason if the engine stops itself: the disk failed, or the state is not what it should be. All
     * requests fail from then on. The engine has to be closed; it may then be started anew, in this process too. Never
     * completes otherwise.
     */
    public CompletableFuture<Throwable> failed() {
        return failure.copy();
    }

    // ---- using it

    /**
     * Waits until the engine can serve: a leader is known, a majority of the voters has confirmed it, and what was
     * committed until then is applied here.
     *
     * @return who leads
     * @throws EngineException.Unavailable if that did not happen in time; the message tells what is missing
     * @throws EngineException.Closed if the engine is closed, or has stopped itself
     */
    public Leader awaitReady(Duration timeout) {
        return new Readiness(node, nodeId()).await(timeout);
    }

    /**
     * The client of this engine, always the same one; it ends with the engine. Reads that need nobody else are done by
     * the caller's thread.
     *
     * @throws IllegalStateException if the engine replicates a state machine of the user's own
     */
    public Client client() {
        return clients.shared();
    }

    /** Another client, with settings of its own. It ends with the engine, or when it is closed. */
    public Client client(ClientSettings settings) {
        return clients.another(settings);
    }

    /**
     * Has a command carried out by a state machine of the user's own, by way of the leader; wherever that is. The
     * future fails with {@link EngineException}. Its continuations must be short, or be given an executor: they may run
     * on a thread of the engine.
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

    /** As {@link #readIndex(ReadLevel)}, linearizably. */
    public CompletableFuture<Long> readIndex() {
        return readIndex(ReadLevel.LINEARIZABLE);
    }

    /**
     * Completes once a state machine of the user's own may be read on this node with a result that {@code level}
     * promises, as of a moment after this call. Complete on return where nobody has to be asked. Otherwise as
     * {@link #propose}.
     *
     * @return the index of an entry that is applied by then
     */
    public CompletableFuture<Long> readIndex(ReadLevel level) {
        return switch (level) {
            case LINEARIZABLE -> EngineFailures.told(node.readIndex());
            case LEASE -> EngineFailures.told(node.leasedReadIndex());
            case EVENTUAL -> CompletableFuture.completedFuture(node.appliedIndex());
        };
    }

    // ---- knowing it

    /** This node's number. */
    public int nodeId() {
        return parts.config().peers().nodeId();
    }

    /** Whether this node leads, as far as it knows, and can serve. */
    public boolean isLeader() {
        CoreStatus status = node.status();
        return status.role() == CoreStatus.RoleName.LEADER && status.ready();
    }

    /** Who leads, as far as this node knows; empty while one is elected. */
    public Optional<Leader> leader() {
        return observers.leader();
    }

    /** The members in force, as far as this node knows. */
    public Members members() {
        return Observers.members(node.configuration());
    }

    /**
     * Calls {@code listener} with who leads, and again after each change; where changes come quickly, perhaps only with
     * the last. One call at a time, on a thread that may block.
     */
    public Subscription onLeaderChange(Consumer<? super Optional<Leader>> listener) {
        return observers.onLeader(listener);
    }

    /**
     * Calls {@code listener} with who belongs to the cluster, and again after each change that is committed; where
     * changes come quickly, perhaps only with the last. One call at a time, on a thread that may block.
     */
    public Subscription onMembersChange(Consumer<? super Members> listener) {
        return observers.onMembers(listener);
    }

    EngineParts parts() {
        return parts;
    }

    /** What operators do: members, leadership, snapshots, backups. */
    public EngineAdmin admin() {
        return admin;
    }
}
