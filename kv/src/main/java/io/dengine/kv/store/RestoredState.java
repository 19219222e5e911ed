package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.engine.port.StateRestore;
import io.dengine.kv.ttl.Lease;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Builds a state from its {@link StateParts}, beside the one in force. */
final class RestoredState implements StateRestore, StatePartsReader.Rows {
    private final KeyTables tables;
    private final Taker taker;
    private final StatePartsReader parts = new StatePartsReader(this);
    private @Nullable KvState state;
    private @Nullable StateJournal journal;

    RestoredState(KeyTables tables, Taker taker) {
        this.tables = tables;
        this.taker = taker;
    }

    /** Who puts the state that was built in force. */
    interface Taker {
        void take(KvState state, StateJournal journal) throws IOException;
    }

    @Override
    public void add(Bytes part) throws IOException {
        parts.add(part);
        if (journal != null) {
            journal.commit();
        }
    }

    @Override
    public void begin(FrozenState.Numbers numbers) throws IOException {
        KvState begun = new KvState(tables.create(numbers.revision()));
        numbers.into(begun);
        state = begun;
        journal = new StateJournal(begun);
    }

    private KvState building() {
        KvState begun = state;
        if (begun == null) {
            throw new IllegalStateException("the state was not begun, or is finished");
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
        restored.map.publish(restored.revision);
        taker.take(restored, itsJournal);
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
