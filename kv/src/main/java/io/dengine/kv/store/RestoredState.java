package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.engine.port.StateRestore;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.watch.Publication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a state from its {@link StateParts}, beside the one in force. */
final class RestoredState implements StateRestore, StatePartsReader.Rows {
    private final KeyTables tables;
    private final Taker taker;
    private final StatePartsReader parts = new StatePartsReader(this);
    private @Nullable KvState state;
    private @Nullable StateJournal journal;
    private long historyFloor;

    /** The changes so far, newest first. */
    private final List<WatchEvent> changes = new ArrayList<>();

    /** Each key as it was before the changes read so far; null for absent. */
    private final Map<Bytes, @Nullable KeyValue> before = new HashMap<>();

    RestoredState(KeyTables tables, Taker taker) {
        this.tables = tables;
        this.taker = taker;
    }

    /** Puts the state that was built in force. */
    interface Taker {
        /** @param past the history of the state, as far as it is known */
        void take(KvState state, StateJournal journal, List<Publication> past) throws IOException;
    }

    @Override
    public void add(Bytes part) throws IOException {
        parts.add(part);
        if (journal != null) {
            journal.commit();
        }
    }

    @Override
    public void begin(FrozenState.Numbers numbers, long floor) throws IOException {
        historyFloor = floor;
        KvState begun = new KvState(tables.create(numbers.revision()));
        numbers.into(begun);
        state = begun;
        journal = new StateJournal(begun);
    }

    private KvState building() {
        KvState begun = state;
        if (begun == null) {
            throw new IllegalStateException("the state was not started, or is already finished");
        }
        return begun;
    }

    @Override
    public void lease(LeaseRow row) {
        add(row, building());
    }

    @Override
    public void key(KeyValue row) {
        KvState building = building();
        Lease lease = row.leaseId() == 0 ? null : building.leases.find(row.leaseId());
        building.leases.attach(building.map.restore(row), lease);
    }

    @Override
    public void session(SessionRow row) {
        add(row, building());
    }

    @Override
    public void change(StatePartsReader.PastChange change) {
        Bytes key = change.key().copy();
        KeyValue after =
                before.containsKey(key) ? before.get(key) : building().map.newest(key);
        KeyValue current = change.isDeletion() ? KeyTable.deletion(key, change.revision()) : after;
        boolean isRight = current != null
                && current.modRevision() == change.revision()
                && (change.isDeletion() ? after == null : (current.version() == 1) == (change.previous() == null));
        if (current == null || !isRight) {
            throw new MalformedBytesException("a change of the past does not lead to the state");
        }
        KeyValue previous = change.previous();
        KeyValue own = previous == null ? null : copy(key, previous);
        changes.add(new WatchEvent(current, own));
        before.put(key, own);
    }

    /** Copies a row: its part is as large as many rows, and must not be kept in memory for one. */
    private static KeyValue copy(Bytes key, KeyValue row) {
        return new KeyValue(
                key, row.value().copy(), row.createRevision(), row.modRevision(), row.version(), row.leaseId());
    }

    static void add(LeaseRow row, KvState building) {
        var unused = building.leases.restore(row.id(), row.ttlMillis(), row.isPrivate(), row.owner(), row.state());
    }

    static void add(SessionRow row, KvState building) {
        var unused = building.sessions.restore(row.id(), row.ttlMillis(), row.owner(), row.state());
    }

    @Override
    public void finish() throws IOException {
        KvState restored = state;
        StateJournal itsJournal = journal;
        if (restored == null || itsJournal == null || !parts.isComplete()) {
            throw new MalformedBytesException("parts of the state are missing");
        }
        List<Publication> past = restored.map.restoreHistory(historyFloor, changes.reversed());
        itsJournal.commit();
        restored.map.publish(restored.revision);
        taker.take(restored, itsJournal, past);
        state = null;
    }

    @Override
    public void close() {
        KvState unfinished = state;
        if (unfinished != null) {
            tables.discard(unfinished.map);
            state = null;
        }
    }
}
