package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.Rows;
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
import io.dengine.kv.store.RowCollector.SizeBound;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.watch.Publication;
import io.dengine.kv.watch.WatchHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** What a row takes on its way beside its key and its value, at most. */
    private static final int BYTES_PER_ROW = 64;

    /** Beside what a batch itself adds to the history, how many old versions one call forgets. */
    private static final int TRIM_STEPS = 1_024;


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
        this.clockMillis = state.clockMillis;
        this.lossEpoch = state.lossEpoch;
        this.incarnation = state.incarnation;
        this.writer = new KeyWriter(state);
        this.executor = new CommandExecutor(state, writer);
        this.journal = new StateJournal(state);
        this.watchHub = new WatchHub(config.watch(), state.revision, state.incarnation);
    }

    /**
     * A store that keeps its keys in {@code tables}, with what an earlier life left there.
     *
     * @throws IOException if that cannot be read; {@code tables} is closed then
     */
    public static KvStore open(KvConfig config, KeyTables tables) throws IOException {
        try {
            try {
                return begin(config, tables);
            } catch (DamagedTableException e) {
                return begin(config, tables); // with an empty one: the damaged one has set itself aside
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

    /** The newest revision that is visible. */
    public long revision() {
        return state.map.revision();
    }

    /**
     * Completes once {@code revision} and everything before it is visible here, which it may be already. Nothing is
     * polled meanwhile. Whoever gives up cancels the future, or lets it time out: then it is forgotten.
     *
     * <p>It completes on the applying thread, so whoever continues there must be quick, or continue elsewhere. It fails
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

    /** The oldest revision that can be read. */
    public long oldestRevision() {
        return state.map.floor();
    }

    /** How often acknowledged changes may have been lost: each time, an operator has accepted it. */
    public long lossEpoch() {
        return lossEpoch;
    }

    /**
     * Names the history that this state belongs to, 0 before it is known. Revisions, sessions and leases mean something
     * only together with it.
     */
    public long incarnation() {
        return incarnation;
    }

    /** Calls {@code listener} after each change of {@link #incarnation}, on the applying thread; must be short. */
    public void onIncarnation(Runnable listener) {
        incarnationListeners.add(listener);
    }

    private void enter(long newIncarnation) {
        if (incarnation != newIncarnation) {
            incarnation = newIncarnation;
            incarnationListeners.forEach(Runnable::run);
        }
    }

    /** How many keys are present at the newest visible revision. */
    public long keyCount() {
        return state.map.visible().liveKeys();
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
     *
     * @param maxBytes see {@link #range}
     */
    public Rows getAll(List<Bytes> keys, long atRevision, long maxBytes) {
        KeyTable map = enter();
        try (Pins.Pin pin = map.pin(atRevision)) {
            RowCollector rows = new RowCollector(keys.size(), Content.ALL, new SizeBound(maxBytes, BYTES_PER_ROW));
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
     * The keys of a range, all at one revision. A large range can be read in portions: {@link RangeQuery#after} the
     * last key, at the revision of the first portion.
     *
     * <p>How long it takes grows with what is passed over and answered, not with the range or the store, except for
     * {@link Content#COUNT}, which passes all keys of the range; it is known for the whole store.
     *
     * @param atRevision {@link #LATEST} or a revision
     * @param maxBytes how long the answer may be, if each row takes 64 bytes beside key and value, which is a little
     *     more than any encoding does. It ends before it gets longer, with {@link Rows#more}; the first row comes
     *     however long it is
     * @throws CompactedException if that revision is no longer kept
     * @throws FutureRevisionException if it is not reached
     */
    public Rows range(RangeQuery query, long atRevision, long maxBytes) {
        KeyTable map = enter();
        try {
            if (atRevision == LATEST
                    && query.content() == Content.COUNT
                    && query.range().equals(KeyRange.ALL)) {
                VisibleState visible = map.visible();
                return RowCollector.counted(visible.liveKeys(), visible.revision()).in(incarnation);
            }
            try (Pins.Pin pin = map.pin(atRevision)) {
                return map.range(query, pin.revision(), new SizeBound(maxBytes, BYTES_PER_ROW))
                        .in(incarnation);
            }
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
                throw closedException();
            }
        }
    }

    private static RefusedException closedException() {
        return new RefusedException(
                Refusal.STOPPED, CoreStatus.NO_LEADER, "This node is closed. Nothing was read. Ask another node.");
    }

    /**
     * A lease as it is now, or null if it does not exist, or is one of an earlier incarnation. Its remaining time is
     * told by the entry that was applied last here; have {@link #clockReading} replicated and applied first where that
     * may be long ago.
     */
    public @Nullable LeaseView lease(long leaseId) {
        Lease lease = state.leases.held(leaseId);
        if (lease == null) {
            return null;
        }
        Renewal renewal = lease.renewal(); // before the clock, which must not be older than it
        return new LeaseView(
                lease.id(), lease.ttlMillis(), renewal.deadlineMillis(), renewal.generation(), clockMillis);
    }

    /**
     * A lease at some time of the replicated clock.
     *
     * @param deadlineMillis when it may end, by the time of log entries: milliseconds since the epoch
     * @param generation counts the renewals, from 1
     * @param clockMillis the time of the last applied entry
     */
    public record LeaseView(long leaseId, long ttlMillis, long deadlineMillis, long generation, long clockMillis) {
        /** For how long it would live if nobody renewed it; 0 or negative if it is over and about to end. */
        public long remainingMillis() {
            return Math.min(ttlMillis, deadlineMillis - clockMillis);
        }
    }

    /**
     * A command that changes nothing. Its entry carries the clock of the leader, as each entry does: where it is
     * applied, {@link #lease} tells remaining times as the leader would. No clock of the node itself can stand in for
     * that: in an idle cluster nothing says how much time has passed since the last entry, and a node that has just
     * started was not there to see it.
     */
    public static Bytes clockReading() {
        return new Command.Expire(0, List.of(), List.of()).encode();
    }

    /** Where watches begin. Somebody has to drive it, as it is a stage. */
    public WatchHub watchHub() {
        return watchHub;
    }

    @Override
    public boolean fitsReserve(Bytes command) {
        return Relief.isRelief(command);
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
            if (present.incarnation != incarnation) {
                enterIncarnation(present, publications);
                publications = new ArrayList<>();
            }
        }
        show(present, publications);
        return replies;
    }

    private void enterIncarnation(KvState present, List<Publication> publications) {
        boolean isFirst = present.index == 1 && present.revision == 0;
        show(present, publications);
        if (isFirst) {
            watchHub.begin(present.incarnation);
        } else {
            watchHub.restart(present.revision, present.incarnation);
        }
    }

    private void show(KvState present, List<Publication> publications) {
        journal.commit();
        // Readers first: who hears of a change must be able to see it.
        present.map.publish(present.revision);
        enter(present.incarnation);
        lossEpoch = present.lossEpoch;
        clockMillis = present.clockMillis;
        appliedIndex = present.index;
        waiters.reached(present.revision);
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
        long passedMillis = entry.timeMillis() - present.clockMillis;
        present.clockMillis = entry.timeMillis();
        writer.begin(entry.timeMillis());
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
     * Not in each leadership: where they follow each other faster than the grace takes, it would never end, and nothing
     * else either. But after an outage always, as no client could renew anything before.
     *
     * @param passedMillis by how much the first entry of a leader moves the clock on
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
        // Once the view is stored, the log lets go of what led here.
        state.map.keep();
        long floor = Math.max(state.map.floor(), watchHub.historyFloor());
        return new StateParts(frozen(), floor, watchHub.historyAfter(floor));
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
        become(empty, new StateJournal(empty), List.of());
    }

    /** Readers see the old state or the new one, whole; watchers hear that there is a gap. */
    private void become(KvState restored, StateJournal itsJournal, List<Publication> past) throws IOException {
        tables.adopt(restored.map);
        KeyTable replaced = state.map;
        writer = new KeyWriter(restored);
        executor = new CommandExecutor(restored, writer);
        journal = itsJournal;
        state = restored;
        enter(restored.incarnation);
        lossEpoch = restored.lossEpoch;
        clockMillis = restored.clockMillis;
        appliedIndex = restored.index;
        replaced.close();
        waiters.reached(restored.revision);
        watchHub.restart(restored.map.floor(), past, restored.incarnation);
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
