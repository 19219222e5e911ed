package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.RowSink;
import io.dengine.command.Command;
import io.dengine.core.CoreStatus;
import io.dengine.core.log.Entry;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.memory.MemoryTables;
import io.dengine.kv.store.RowCollector.SizeBound;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.watch.Publication;
import io.dengine.kv.watch.WatchHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The multi-version key-value store as a state machine.
 *
 * <p>The methods of {@link StateMachine}, {@link #freeze} and {@link #stateHash} belong to the apply thread. Any thread
 * may call all others at any time; they never wait for a writer. A read sees the state after a whole number of applied
 * batches.
 */
public final class KvStore implements StateMachine {
    /** The revision argument that stands for the newest revision. */
    public static final long LATEST = 0;

    /** The maximum size of an encoded row without its key and its value, in bytes. */
    private static final int BYTES_PER_ROW = 64;

    /** The number of old versions that one call removes, in addition to what its batch adds to the history. */
    private static final int TRIM_STEPS = 1_024;

    /** The memory of replies after which no more entries are applied at once. */
    private static final long MAX_REPLY_BYTES = 1 << 20;

    private final KvConfig config;
    private final KeyTables tables;
    private final WatchHub watchHub;
    private final RevisionWaiters waiters = new RevisionWaiters();
    private volatile KvState state;
    private volatile long appliedIndex;
    private volatile long clockMillis;
    private volatile long lossEpoch;
    private volatile long incarnation;
    private final List<Runnable> incarnationListeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    // ---- owned by the apply thread
    private KeyWriter writer;
    private CommandExecutor executor;
    private StateJournal journal;

    /** Creates an empty store in memory. */
    public KvStore(KvConfig config) {
        this(config, new MemoryTables(config), new MemoryTables(config).open());
    }

    private KvStore(KvConfig config, KeyTables tables, KeyTable table) {
        this.config = config;
        this.tables = tables;
        this.state = StateJournal.load(table);
        this.appliedIndex = state.index;
        this.clockMillis = state.clockMillis;
        this.lossEpoch = state.lossEpoch;
        this.incarnation = state.incarnation;
        this.writer = new KeyWriter(state);
        this.executor = new CommandExecutor(state, writer);
        this.journal = new StateJournal(state);
        this.watchHub = new WatchHub(config.watch(), state.revision, state.incarnation);
        // What was stored may go back further: the floor is stored with the next commit.
        table.trim(state.compactedRevision, TRIM_STEPS);
        watchHub.restart(table.floor(), table.pastChanges(table.floor()), state.incarnation);
    }

    /**
     * Opens a store that keeps its keys in {@code tables}, with the content that an earlier run left there.
     *
     * @throws IOException if that cannot be read; {@code tables} is closed then
     */
    public static KvStore open(KvConfig config, KeyTables tables) throws IOException {
        try {
            try {
                return begin(config, tables);
            } catch (DamagedTableException e) {
                return begin(config, tables); // with an empty table: the damaged one has set itself aside
            }
        } catch (IOException | RuntimeException e) {
            tables.close();
            if (e instanceof MalformedBytesException) {
                throw new IOException("the store cannot be read: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static KvStore begin(KvConfig config, KeyTables tables) throws IOException {
        KeyTable table = tables.open();
        try {
            return new KvStore(config, tables, table);
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    // ---- any thread

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    /** Returns the newest visible revision. */
    public long revision() {
        return state.map.revision();
    }

    /**
     * Returns a future that completes once {@code revision} and everything before it is visible here, which may be the
     * case already. Nothing polls meanwhile. A caller that stops waiting cancels the future or lets it time out; the
     * store then drops it.
     *
     * <p>The future completes on the apply thread, so continuations must be short or use another executor. It fails
     * with {@link RefusedException} once the store is closed.
     */
    public CompletableFuture<Void> whenRevision(long revision) {
        if (revision <= revision()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> reached = waiters.add(revision);
        if (revision <= revision()) {
            reached.complete(null);
        }
        if (closed) {
            reached.completeExceptionally(closedException());
        }
        return reached;
    }

    /** Returns the oldest revision that can be read. */
    public long oldestRevision() {
        return state.map.floor();
    }

    /** Returns the number of times at which an operator accepted that acknowledged changes may have been lost. */
    public long lossEpoch() {
        return lossEpoch;
    }

    /**
     * Returns the history that this state belongs to, 0 before it is known. Revisions, sessions and leases have a
     * meaning only together with it.
     */
    public long incarnation() {
        return incarnation;
    }

    /** Calls {@code listener} after each change of {@link #incarnation}, on the apply thread; must be short. */
    public void onIncarnation(Runnable listener) {
        incarnationListeners.add(listener);
    }

    /** Reports an incarnation; watches of it can start at the hub already. */
    private void enter(long newIncarnation) {
        if (incarnation != newIncarnation) {
            incarnation = newIncarnation;
            incarnationListeners.forEach(Runnable::run);
        }
    }

    /** Returns the number of keys that are present at the newest visible revision. */
    public long keyCount() {
        return state.map.visible().liveKeys();
    }

    /** Returns the key at the newest visible revision, or null if it is absent. */
    public @Nullable KeyValue get(Bytes key) {
        KeyTable map = enter();
        try {
            return map.get(key);
        } finally {
            map.leave();
        }
    }

    /**
     * Returns the key at a revision, or null if it was absent.
     *
     * @param atRevision {@link #LATEST} or a revision
     * @throws CompactedException if that revision was compacted
     * @throws FutureRevisionException if the store has not reached it
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
     * Returns those of {@code keys} that are present, in the same order, all at one revision. A key that is listed
     * twice is returned twice. The exceptions are those of {@link #get(Bytes, long)}.
     *
     * @param maxBytes see {@link #range}
     * @param sink see {@link #range}
     */
    public Rows getAll(List<Bytes> keys, long atRevision, long maxBytes, RowSink sink) {
        KeyTable map = enter();
        try (Pins.Pin pin = map.pin(atRevision)) {
            RowCollector rows =
                    new RowCollector(keys.size(), Content.ALL, new SizeBound(maxBytes, BYTES_PER_ROW), sink);
            for (Bytes key : keys) {
                KeyValue row = map.get(key, pin.revision());
                if (row != null && !rows.offer(row)) {
                    break;
                }
            }
            return rows.rows(pin.revision()).in(incarnation);
        } finally {
            map.leave();
        }
    }

    /**
     * Returns the keys of a range, all at one revision. A large range can be read in portions: {@link RangeQuery#after}
     * the last key, at the revision of the first portion.
     *
     * <p>The time grows with the number of keys that are skipped and returned. Exception: {@link Content#COUNT} visits
     * all keys of the range, unless the range is the whole store, whose count is known.
     *
     * @param atRevision {@link #LATEST} or a revision
     * @param maxBytes the maximum size of the answer, where each row counts 64 bytes beside key and value, a little
     *     more than any encoding takes. The answer ends before it exceeds this, with {@link Rows#more}; the first row
     *     is returned whatever its size
     * @param sink gets the rows; where it has no room for them, the read fails with {@link Refusal#OVERLOADED}
     * @throws CompactedException if that revision was compacted
     * @throws FutureRevisionException if the store has not reached it
     */
    public Rows range(RangeQuery query, long atRevision, long maxBytes, RowSink sink) {
        KeyTable map = enter();
        try {
            boolean isAll = query.range().equals(KeyRange.ALL);
            if (atRevision == LATEST && query.content() == Content.COUNT && isAll) {
                VisibleState visible = map.visible();
                return RowCollector.counted(visible.liveKeys(), visible.revision())
                        .in(incarnation);
            }
            try (Pins.Pin pin = map.pin(atRevision)) {
                return map.range(
                                query,
                                pin.revision(),
                                new RowCollector(query, new SizeBound(maxBytes, BYTES_PER_ROW), sink))
                        .in(incarnation);
            }
        } finally {
            map.leave();
        }
    }

    /** Enters the table in force, which stays open until the caller leaves it. */
    private KeyTable enter() {
        while (true) {
            KeyTable map = state.map;
            if (map.enter()) {
                return map;
            }
            if (closed) {
                throw closedException();
            }
        }
    }

    private static RefusedException closedException() {
        return new RefusedException(
                Refusal.STOPPED, CoreStatus.NO_LEADER, "This node is closed. Nothing was read. Ask another node.");
    }

    /**
     * Returns a lease, or null if it does not exist or belongs to an earlier incarnation. Its remaining time is
     * relative to the entry that was applied last here; if that may be long ago, replicate and apply
     * {@link #clockReading} first.
     */
    public @Nullable LeaseStatus lease(long leaseId) {
        Lease lease = state.leases.held(leaseId);
        if (lease == null) {
            return null;
        }
        Renewal renewal = lease.renewal(); // before the clock, which must not be older than it
        return new LeaseStatus(
                lease.id(), lease.ttlMillis(), renewal.deadlineMillis(), renewal.generation(), clockMillis);
    }

    /**
     * Returns a command that changes nothing. Its entry carries the clock of the leader, as each entry does: once it is
     * applied, {@link #lease} returns remaining times as the leader would. No clock of the node itself can replace it:
     * in an idle cluster nothing shows how much time has passed since the last entry, and a node that has just started
     * did not observe that time.
     */
    public static Bytes clockReading() {
        return new Command.Expire(0, List.of(), List.of()).encode();
    }

    /** Returns the hub on which watches start. The caller must run it, as it is a stage. */
    public WatchHub watchHub() {
        return watchHub;
    }

    @Override
    public boolean fitsReserve(Bytes command) {
        return Relief.isRelief(command);
    }

    // ---- the apply thread

    @Override
    public List<Bytes> apply(List<Entry> entries) {
        KvState present = state;
        List<Bytes> replies = new ArrayList<>(entries.size());
        List<Publication> publications = new ArrayList<>(entries.size());
        long replyBytes = 0;
        for (int i = 0; i < entries.size() && replyBytes < MAX_REPLY_BYTES; i++) {
            Bytes reply = apply(present, entries.get(i));
            replies.add(reply);
            replyBytes += reply.length();
            Publication publication = writer.finish();
            if (publication != null) {
                publications.add(publication);
            }
            if (present.incarnation != incarnation) {
                show(present, publications);
                publications = new ArrayList<>();
            }
        }
        show(present, publications);
        return replies;
    }

    private void show(KvState present, List<Publication> publications) {
        journal.commit();
        // Readers first: a watcher that receives a change must be able to read it.
        present.map.publish(present.revision);
        watchHub.append(publications);
        if (present.incarnation != incarnation) {
            if (present.index == 1 && present.revision == 0) {
                watchHub.begin(present.incarnation);
            } else {
                watchHub.restart(present.revision, present.incarnation);
            }
            enter(present.incarnation);
        }
        lossEpoch = present.lossEpoch;
        clockMillis = present.clockMillis;
        appliedIndex = present.index;
        waiters.reached(present.revision);
        int changes = publications.stream().mapToInt(Publication::changeCount).sum();
        present.map.trim(present.compactedRevision, TRIM_STEPS + 2 * changes);
        watchHub.trim(present.map.floor());
    }

    private Bytes apply(KvState present, Entry entry) {
        if (entry.index() != present.index + 1) {
            throw new IllegalStateException(
                    "entry " + entry.index() + " cannot be applied after entry " + present.index);
        }
        present.index = entry.index();
        long passedMillis = entry.timeMillis() - present.clockMillis;
        present.clockMillis = entry.timeMillis();
        writer.begin(entry.timeMillis(), watchHub.isWatched());
        return switch (entry.kind()) {
            case NOOP -> {
                beginGrace(present, passedMillis);
                Incarnations.enter(present, entry);
                yield Bytes.EMPTY;
            }
            case CONFIGURATION, CHECK -> Bytes.EMPTY;
            case COMMAND -> executor.execute(entry.payload());
        };
    }

    /**
     * Begins a grace, but not in each leadership: if leaderships changed faster than a grace lasts, the grace would
     * never end, and nothing would ever expire. After an outage a grace always begins, as no client could renew
     * anything before.
     *
     * @param passedMillis the time by which the first entry of a leader advances the clock
     */
    private static void beginGrace(KvState present, long passedMillis) {
        if (passedMillis >= KvConfig.OUTAGE_MILLIS
                || present.clockMillis - present.graceSinceMillis >= KvConfig.GRACE_SPACING_MILLIS) {
            present.graceSinceMillis = present.clockMillis;
        }
    }

    @Override
    public boolean isBrief() {
        return tables.isBrief();
    }

    @Override
    public @Nullable Bytes maintenance(long clockMillis) {
        Command due = state.quotas.equals(config.quotas())
                ? Maintenance.due(state, config.graceMillis(), clockMillis)
                : config.quotas().command();
        return due == null ? null : due.encode();
    }

    @Override
    public StateView freeze() {
        // Once the view is stored, the log discards the entries that led here.
        state.map.keep();
        long floor = Math.max(state.map.floor(), watchHub.historyFloor());
        Pins.Pin past = Objects.requireNonNull(state.map.pinPast(floor)); // only this thread raises the floor
        return new StateParts(frozen(), past, watchHub.historyAfter(floor));
    }

    @Override
    public HashView freezeHash() {
        return frozen();
    }

    /** Returns a view of the present state for reading while the store goes on. Costs nothing; must be closed. */
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
        become(empty, new StateJournal(empty), List.of());
    }

    /** Replaces the state. Readers see the old state or the new one, never a mixture; watchers learn of the gap. */
    private void become(KvState restored, StateJournal itsJournal, List<Publication> past) throws IOException {
        tables.adopt(restored.map);
        KeyTable replaced = state.map;
        writer = new KeyWriter(restored);
        executor = new CommandExecutor(restored, writer);
        journal = itsJournal;
        state = restored;
        watchHub.restart(restored.map.floor(), past, restored.incarnation);
        enter(restored.incarnation);
        lossEpoch = restored.lossEpoch;
        clockMillis = restored.clockMillis;
        appliedIndex = restored.index;
        replaced.close();
        waiters.reached(restored.revision);
    }

    @Override
    public long stateHash() {
        try (FrozenState frozen = frozen()) {
            return frozen.hash();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        waiters.fail(closedException());
        watchHub.shutDown();
        state.map.close();
        tables.close();
    }
}
