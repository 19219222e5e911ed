package io.dengine.kv.store;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.ttl.TimedTable;

/** A lease as snapshots and tables on disk store it. */
record LeaseRow(long id, long ttlMillis, boolean isPrivate, long owner, Lease.LeaseState state) {
    static LeaseRow of(Lease lease, Lease.LeaseState state) {
        return new LeaseRow(lease.id(), lease.ttlMillis(), lease.isPrivate(), lease.owner(), state);
    }

    static LeaseRow of(TimedTable.Row<Lease, Lease.LeaseState> row) {
        return of(row.element(), row.state());
    }

    void write(BytesWriter writer) {
        writer.writeVarLong(id)
                .writeVarLong(ttlMillis)
                .writeBoolean(isPrivate)
                .writeVarLong(owner)
                .writeVarLong(state.renewal().deadlineMillis())
                .writeVarLong(state.renewal().generation())
                .writeBoolean(state.orphaned());
    }

    static LeaseRow read(BytesReader reader) {
        return new LeaseRow(
                reader.readVarLong(),
                reader.readVarLong(),
                reader.readBoolean(),
                reader.readVarLong(),
                new Lease.LeaseState(new Renewal(reader.readVarLong(), reader.readVarLong()), reader.readBoolean()));
    }
}
