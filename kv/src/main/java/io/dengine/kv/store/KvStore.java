package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;
import io.dengine.core.CoreStatus;
import io.dengine.core.log.Entry;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.watch.Publication;
import io.dengine.kv.watch.WatchHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The multi-version key-value store as a state machine.
 *
 * <p>The methods of {@link StateMachine}, {@link #freeze} and {@link #stateHash} belong to the applying thread. All
 * others may be called by any thread at any time; they never wait for a writer. A read sees the state after a whole
 * number of applied batches.
 */
public final class KvStore implements StateMachine {
    /** Passed as a revision for the newest one. */
    public static final long LATEST = 0;

    /** Beside what a batch itself adds to the history, how many old versions one call forgets. */
    private static final int TRIM_STEPS = 1_024;

    /** More than any node acknowledges before it syncs. */
    static final long LOST_REVISIONS = 1L << 24;

    private final KvConfig config;
    private final KeyTables tables;
    private final WatchHub watchHub;
    private final RevisionGate gate = new RevisionGate();
    private volatile KvState state;
    private volatile long appliedIndex;
    private volatile long lossEpoch;
    private volatile boolean closed;

    // ---- the applying thread's
    private KeyWriter writer;
    private CommandExecutor executor;
    private StateJournal journal;

    /** An empty store in memory. */
    public KvStore(KvConfig config) {
        this(config, new MemoryTables(config), new VersionedMap(config, 0));
    }

    private KvStore(KvConfig config, KeyTables tables, KeyTable table) {
        this.config = config;
        this.tables = tables;
        this.state = StateJournal.load(table);
        this.appliedIndex = state.index;
        this.lossEpoch = state.lossEpoch;
        this.writer = new KeyWriter(state);
        this.executor = new CommandExecutor(state, writer);
        this.journal = new StateJournal(state);
        this.watchHub = new WatchHub(config.watch(), state.revision);
    }

    /**
     * A store that keeps its keys in {@code tables}, with what an earlier life left there.
     *
     * @throws IOException if that cannot be read; {@code tables} is closed then
     */
    public static KvStore open(KvConfig config, KeyTables tables) throws IOException {
        KeyTable table = null;
        try {
            table = tables.open();
            return new KvStore(config, tables, table);
        } catch (IOException | RuntimeException e) {
            if (table != null) {
                table.close();
            }
            tables.close();
            if (e instanceof MalformedBytesException) {
                throw new IOException("the store cannot be read: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    // ---- any thread

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    /** The newest revision that is visible. */
    public long revision() {
        return state.map.revision();
    }

    /**
     * Completes once {@code revision} is visible; on the applying thread, so that a continuation must be short. Fails
     * with {@link RefusedException} if the store is closed before. Who no longer waits completes it.
     */
    public CompletableFuture<Void> awaitRevision(long revision) {
        return gate.await(revision, this::revision);
    }

    /** The oldest revision that can be read. */
    public long oldestRevision() {
        return state.map.floor();
    }

    /** How often acknowledged changes may have been lost: each time, an operator has accepted it. */
    public long lossEpoch() {
        return lossEpoch;
    }

    /** The key as it is now, or null if it is absent. */
    public @Nullable KeyValue get(Bytes key) {
        KeyTable map = enter();
        try {
            return map.get(key);
        } finally {
            map.leave();
        }
    }

    /**
     * The key as it was at a revision, or null if it was absent.
     *
     * @param atRevision {@link #LATEST} or a revision
     * @throws CompactedException if that revision is no longer kept
     * @throws FutureRevisionException if it is not reached
     */
    public @Nullable KeyValue get(Bytes key, long atRevision) {
        KeyTable map = enter();
        try (Pins.Pin pin = map.pin(atRevision)) {
            return map.get(key, pin.revision());
        } finally {
            map.leave();
        }
    }

    /**
     * Those of {@code keys} that are present, in that order, all at one revision. A key that is asked twice comes
     * twice. The exceptions are those of {@link #get(Bytes, long)}.
     */
    public Range getAll(List<Bytes> keys, long atRevision) {
        KeyTable map = enter();
        try (Pins.Pin pin = map.pin(atRevision)) {
            List<KeyValue> rows = new ArrayList<>(keys.size());
            for (Bytes key : keys) {
                KeyValue row = map.get(key, pin.revision());
                if (row != null) {
                    rows.add(row);
                }
            }
            return new Range(rows, pin.revision(), false);
        } finally {
            map.leave();
        }
    }

    /**
     * The keys from {@code first} up to, not including, {@code endExclusive}, in order, all at one revision.
     *
     * @param endExclusive empty for no end
     * @param atRevision {@link #LATEST} or a revision
     * @param limit how many keys at most; from 1. The read of a large range can be continued behind the last key, at
     *     the same revision
     * @throws CompactedException if that revision is no longer kept
     * @throws FutureRevisionException if it is not reached
     */
    public Range range(Bytes first, Bytes endExclusive, long atRevision, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a range must be at least 1 but is " + limit);
        }
        KeyTable map = enter();
        try (Pins.Pin pin = map.pin(atRevision)) {
            return map.range(new KeyRange(first, endExclusive), pin.revision(), limit, Long.MAX_VALUE);
        } finally {
            map.leave();
        }
    }

    /** The table in force, which stays open until it is left. */
    private KeyTable enter() {
        while (true) {
            KeyTable map = state.map;
            if (map.enter()) {
                return map;
            }
            if (closed) {
                throw closed();
            }
        }
    }

    private static RefusedException closed() {
        return new RefusedException(
                Refusal.STOPPED, CoreStatus.NO_LEADER, "This node is closed. Nothing was read. Ask another node.");
    }

    /** A lease as it is now, or null if it does not exist. */
    public @Nullable LeaseView lease(long leaseId) {
        Lease lease = state.leases.find(leaseId);
        if (lease == null) {
            return null;
        }
        Renewal renewal = lease.renewal();
        return new LeaseView(lease.id(), lease.ttlMillis(), renewal.deadlineMillis(), renewal.generation());
    }

    /**
     * A lease.
     *
     * @param deadlineMillis when it may end, by the time of log entries: milliseconds since the epoch
     * @param generation counts the renewals, from 1
     */
    public record LeaseView(long leaseId, long ttlMillis, long deadlineMillis, long generation) {}

    /** Where watches begin. Somebody has to drive it, as it is a stage. */
    public WatchHub watchHub() {
        return watchHub;
    }

    // ---- the applying thread

    @Override
    public List<Bytes> apply(List<Entry> entries) {
        KvState present = state;
        List<Bytes> replies = new ArrayList<>(entries.size());
        List<Publication> publications = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            replies.add(apply(present, entry));
            Publication publication = writer.finish();
            if (publication != null) {
                publications.add(publication);
            }
            if (entry.isAfterLoss()) {
                show(present, publications);
                publications = new ArrayList<>();
                watchHub.restart(present.revision); // what watchers were told before may never have been
            }
        }
        show(present, publications);
        return replies;
    }

    private void show(KvState present, List<Publication> publications) {
        journal.commit();
        // Readers first: who hears of a change must be able to see it.
        present.map.publish(present.revision);
        lossEpoch = present.lossEpoch;
        appliedIndex = present.index;
        gate.open(present.revision);
        watchHub.append(publications);
        int changes = 0;
        for (Publication publication : publications) {
            changes += publication.events().size();
        }
        present.map.trim(present.compactedRevision, TRIM_STEPS + 2 * changes);
        watchHub.trim(present.map.floor());
    }

    private Bytes apply(KvState present, Entry entry) {
        if (entry.index() != present.index + 1) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " cannot be applied after entry " + present.index);
        }
        present.index = entry.index();
        present.clockMillis = entry.timeMillis();
        writer.begin(entry.timeMillis());
        return switch (entry.kind()) {
            case NOOP -> {
                present.leaderSinceMillis = entry.timeMillis();
                if (entry.isAfterLoss()) {
                    leaveGap(present);
                }
                yield Bytes.EMPTY;
            }
            case CONFIGURATION, CHECK -> Bytes.EMPTY;
            case COMMAND -> executor.execute(entry.payload());
        };
    }

    /**
     * Acknowledged changes may be gone. Revisions go on beyond all that were ever told, so that none stands for two
     * states, and nothing leads back across the gap: whoever asks for the past is told that it is not there.
     */
    private static void leaveGap(KvState present) {
        present.lossEpoch++;
        present.revision += LOST_REVISIONS;
        present.compactedRevision = present.revision;
        present.map.skipTo(present.revision);
    }

    @Override
    public boolean isBrief() {
        return tables.isBrief();
    }

    @Override
    public @Nullable Bytes maintenance(long clockMillis) {
        Command.Expire due = Maintenance.due(state, config.graceMillis(), clockMillis);
        return due == null ? null : due.encode();
    }

    @Override
    public StateView freeze() {
        // Once the view is stored, the log lets go of what led here.
        state.map.keep();
        return new StateParts(frozen());
    }

    @Override
    public HashView freezeHash() {
        return frozen();
    }

    /** The state as it is now, for reading while the store goes on. Costs nothing; must be closed. */
    FrozenState frozen() {
        return new FrozenState(state);
    }

    @Override
    public StateRestore restore() {
        return new RestoredState(tables, this::become);
    }

    @Override
    public void clear() throws IOException {
        KvState empty = new KvState(tables.create(0));
        become(empty, new StateJournal(empty));
    }

    /** Readers see the old state or the new one, whole; watchers hear that there is a gap. */
    private void become(KvState restored, StateJournal itsJournal) throws IOException {
        tables.adopt(restored.map);
        KeyTable past = state.map;
        writer = new KeyWriter(restored);
        executor = new CommandExecutor(restored, writer);
        journal = itsJournal;
        state = restored;
        lossEpoch = restored.lossEpoch;
        appliedIndex = restored.index;
        past.close();
        gate.open(restored.revision);
        watchHub.restart(restored.revision);
    }

    @Override
    public long stateHash() {
        try (FrozenState frozen = frozen()) {
            return frozen.hash();
        }
    }

    /** How many keys are present. */
    public long keyCount() {
        return state.map.liveKeys();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        gate.close(closed());
        watchHub.shutDown();
        state.map.close();
        tables.close();
    }
}
