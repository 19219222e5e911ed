package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.engine.port.HashView;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.TimedTable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A view of the whole state at one index, while the store continues to apply entries. Creating it costs nothing; it
 * keeps in memory the versions, leases and sessions that were replaced since. One thread at a time reads it; it must be
 * closed.
 */
public final class FrozenState implements HashView {
    private final Numbers numbers;
    private final KeyTable map;
    private final Pins.Pin pin;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final TimedTable.Frozen<Lease, Lease.LeaseState> leases;
    private final TimedTable.Frozen<Session, SessionState> sessions;

    FrozenState(KvState state) {
        this.numbers = Numbers.of(state);
        this.map = state.map;
        if (!map.enter()) {
            throw new IllegalStateException("the store is closed");
        }
        this.pin = state.map.pin(state.revision);
        this.leases = state.leases.table().freeze();
        this.sessions = state.sessions.table().freeze();
    }

    /**
     * The state without keys, leases and sessions.
     *
     * @param index the index of the last applied entry
     * @param revision the revision of the store
     * @param clockMillis the time of that entry, in milliseconds since the epoch
     * @param graceSinceMillis the time at which the last grace of a new leader began
     * @param compactedRevision the revision up to which clients compacted the history
     * @param chosenLeases the number of lease ids that the store has chosen
     * @param lossEpoch the number of times at which acknowledged changes may have been lost
     * @param incarnation the history that the state belongs to; 0 for none yet
     * @param quotas the quotas in force
     */
    public record Numbers(
            long index,
            long revision,
            long clockMillis,
            long graceSinceMillis,
            long compactedRevision,
            long chosenLeases,
            long lossEpoch,
            long incarnation,
            Quotas quotas) {
        static Numbers of(KvState state) {
            return new Numbers(
                    state.index,
                    state.revision,
                    state.clockMillis,
                    state.graceSinceMillis,
                    state.compactedRevision,
                    state.chosenLeases,
                    state.lossEpoch,
                    state.incarnation,
                    state.quotas);
        }

        void write(BytesWriter writer) {
            writer.writeVarLong(index)
                    .writeVarLong(revision)
                    .writeVarLong(clockMillis)
                    .writeVarLong(graceSinceMillis)
                    .writeVarLong(compactedRevision)
                    .writeVarLong(chosenLeases)
                    .writeVarLong(lossEpoch)
                    .writeLong(incarnation);
            quotas.write(writer);
        }

        static Numbers read(BytesReader reader) {
            return new Numbers(
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readVarLong(),
                    reader.readLong(),
                    Quotas.read(reader));
        }

        /** Writes the numbers into a state that has their revision already. */
        void into(KvState state) {
            state.index = index;
            state.clockMillis = clockMillis;
            state.graceSinceMillis = graceSinceMillis;
            state.compactedRevision = compactedRevision;
            state.chosenLeases = chosenLeases;
            state.lossEpoch = lossEpoch;
            state.incarnation = incarnation;
            state.quotas = quotas;
        }

        /** Returns the same numbers without a history: the first leader that continues from them begins a new one. */
        Numbers withoutIncarnation() {
            return new Numbers(
                    index,
                    revision,
                    clockMillis,
                    graceSinceMillis,
                    compactedRevision,
                    chosenLeases,
                    lossEpoch,
                    0,
                    quotas);
        }
    }

    public Numbers numbers() {
        return numbers;
    }

    /**
     * Returns every key that is present, in order; they are valid until this is closed. The iteration may pause while
     * the store continues to apply entries.
     */
    Iterator<KeyValue> keys() {
        return new TableCursor(map, pin.revision());
    }

    /** Returns the changes of a revision; the caller has a pin of an earlier one. */
    List<WatchEvent> changes(long revision) {
        return map.pinnedChanges(revision);
    }

    Iterator<TimedTable.Row<Lease, Lease.LeaseState>> leaseRows() {
        return leases.rows();
    }

    Iterator<TimedTable.Row<Session, SessionState>> sessionRows() {
        return sessions.rows();
    }

    /** Calls {@code consumer} with every lease, in no particular order. */
    public void forEachLease(Consumer<TimedTable.Row<Lease, Lease.LeaseState>> consumer) {
        leases.forEach(consumer);
    }

    /** Calls {@code consumer} with every session, in no particular order. */
    public void forEachSession(Consumer<TimedTable.Row<Session, SessionState>> consumer) {
        sessions.forEach(consumer);
    }

    @Override
    public long appliedIndex() {
        return numbers.index();
    }

    /** Returns a digest that is equal for equal states, in whatever order their parts were written. */
    @Override
    public long hash() {
        StateDigest digest = new StateDigest();
        digest.add(numbers);
        keys().forEachRemaining(digest::add);
        forEachLease(row -> digest.add(LeaseRow.of(row)));
        forEachSession(row -> digest.add(SessionRow.of(row)));
        return digest.value();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        pin.close();
        map.leave();
        leases.close();
        sessions.close();
    }
}
