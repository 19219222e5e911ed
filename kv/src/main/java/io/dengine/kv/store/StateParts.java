package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.KeyValueCodec;
import io.dengine.engine.port.StateView;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.TimedTable;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A frozen state in parts.
 *
 * <pre>
 *   numbers | leases ... | keys ... | sessions ... | end, with how many of each there were
 * </pre>
 *
 * <p>A part is one byte for its kind, a count, and so many rows. Leases come before the keys that end with
 * them, and keys in their order.
 */
final class StateParts implements StateView {
    static final int FORMAT_VERSION = 3;
    static final int NUMBERS = 1;
    static final int LEASES = 2;
    static final int KEYS = 3;
    static final int SESSIONS = 4;
    static final int END = 5;

    /** A part ends after the row that reaches this. */
    private static final int PART_BYTES = 256 << 10;

    private final FrozenState frozen;
    private final Iterator<TimedTable.Row<Lease, Lease.LeaseState>> leases;
    private final Iterator<KeyValue> keys;
    private final Iterator<TimedTable.Row<Session, SessionState>> sessions;
    private final long[] counts = new long[END];
    private boolean begun;
    private boolean ended;

    StateParts(FrozenState frozen) {
        this.frozen = frozen;
        this.leases = frozen.leaseRows();
        this.keys = frozen.keys();
        this.sessions = frozen.sessionRows();
    }

    @Override
    public long appliedIndex() {
        return frozen.numbers().index();
    }

    @Override
    public @Nullable Bytes next() {
        if (!begun) {
            begun = true;
            return numbers();
        }
        if (leases.hasNext()) {
            return rows(LEASES, leases, (row, writer) -> LeaseRow.of(row).write(writer));
        }
        if (keys.hasNext()) {
            return rows(KEYS, keys, (row, writer) -> KeyValueCodec.write(row, writer));
        }
        if (sessions.hasNext()) {
            return rows(SESSIONS, sessions, (row, writer) -> SessionRow.of(row).write(writer));
        }
        if (ended) {
            return null;
        }
        ended = true;
        return end();
    }

    private Bytes numbers() {
        return numbers(frozen.numbers());
    }

    static Bytes numbers(FrozenState.Numbers numbers) {
        BytesWriter writer = new BytesWriter(64).writeByte(NUMBERS).writeByte(FORMAT_VERSION);
        numbers.write(writer);
        return writer.toBytes();
    }

    private Bytes end() {
        return new BytesWriter(32)
                .writeByte(END)
                .writeVarLong(counts[LEASES])
                .writeVarLong(counts[KEYS])
                .writeVarLong(counts[SESSIONS])
                .toBytes();
    }

    private <T> Bytes rows(int kind, Iterator<T> rows, BiConsumer<T, BytesWriter> encoding) {
        BytesWriter writer = new BytesWriter(PART_BYTES + PART_BYTES / 8).writeByte(kind);
        int countAt = writer.size();
        writer.writeInt(0);
        int count = 0;
        while (writer.size() < PART_BYTES && rows.hasNext()) {
            encoding.accept(rows.next(), writer);
            count++;
        }
        writer.setInt(countAt, count);
        counts[kind] += count;
        return writer.toBytes();
    }

    @Override
    public void close() {
        frozen.close();
    }
}
