package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.engine.port.HashView;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.TimedTable;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The whole state as it was at one index, while the store goes on. Made at no cost; what it keeps in memory are the
 * versions, leases and sessions that were replaced since. One thread at a time reads it; it must be closed.
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
     * The state beside keys, leases and sessions.
     *
     * @param index of the last applied entry
     * @param clockMillis its time
     * @param graceSinceMillis when the grace that a leader gives began last
     * @param compactedRevision up to where clients asked for history to be forgotten
     * @param chosenLeases how many lease ids the store has chosen
     * @param lossEpoch how often acknowledged changes may have been lost
     * @param incarnation names the history that the state belongs to; 0 for none yet
     * @param quotas in force
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

        /** Into a state whose revision is this one already. */
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

        /** The same state without a history: whoever goes on with it begins a new one. */
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

    /** Every key that is present, in order. */
    public void forEachKey(Consumer<KeyValue> consumer) {
        for (Iterator<KeyValue> keys = keys(); keys.hasNext(); ) {
            consumer.accept(keys.next());
        }
    }

    /** Every key that is present, in order; can be left and taken up again while the store goes on. */
    Iterator<KeyValue> keys() {
        return new TableCursor(map, pin.revision());
    }

    Iterator<TimedTable.Row<Lease, Lease.LeaseState>> leaseRows() {
        return leases.rows();
    }

    Iterator<TimedTable.Row<Session, SessionState>> sessionRows() {
        return sessions.rows();
    }

    /** Every lease, in no particular order. */
    public void forEachLease(Consumer<TimedTable.Row<Lease, Lease.LeaseState>> consumer) {
        leases.forEach(consumer);
    }

    /** Every session, in no particular order. */
    public void forEachSession(Consumer<TimedTable.Row<Session, SessionState>> consumer) {
        sessions.forEach(consumer);
    }

    @Override
    public long appliedIndex() {
        return numbers.index();
    }

    /** A digest that is equal for equal states, whatever the order in which they came about. */
    @Override
    public long hash() {
        StateDigest digest = new StateDigest();
        digest.add(numbers);
        forEachKey(digest::add);
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
