package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.KeyValueCodec;
import io.dengine.engine.port.StateView;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.TimedTable;
import io.dengine.kv.watch.Publication;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A frozen state in parts.
 *
 * <pre>
 *   numbers | leases ... | keys ... | sessions ... | history ... | end, with the number of rows of each kind
 * </pre>
 *
 * <p>A part is one byte for its kind, a count, and that many rows. Leases come before the keys that are attached to
 * them, and keys come in their order. The history holds the changes that led to the keys, newest first: each change has
 * the row before it, so that a reader gets from the keys after the change to those before it.
 */
final class StateParts implements StateView {
    static final int FORMAT_VERSION = 3;
    static final int NUMBERS = 1;
    static final int LEASES = 2;
    static final int KEYS = 3;
    static final int SESSIONS = 4;
    static final int HISTORY = 5;
    static final int END = 6;

    /** The size of a part in bytes; a part ends with the row that reaches it. */
    private static final int PART_BYTES = 256 << 10;

    private final FrozenState frozen;
    private final Iterator<TimedTable.Row<Lease, Lease.LeaseState>> leases;
    private final Iterator<KeyValue> keys;
    private final Iterator<TimedTable.Row<Session, SessionState>> sessions;
    private final Iterator<WatchEvent> history;
    private final Pins.Pin past;
    private final long[] counts = new long[END];
    private boolean begun;
    private boolean ended;

    /**
     * @param past the pin of the revision after which the history is complete; closed with this
     * @param publications the changes after it, oldest first
     */
    StateParts(FrozenState frozen, Pins.Pin past, List<Publication> publications) {
        this.frozen = frozen;
        this.past = past;
        this.history = newestFirst(frozen, publications);
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
        if (history.hasNext()) {
            return rows(HISTORY, history, StateParts::writeChange);
        }
        if (ended) {
            return null;
        }
        ended = true;
        return end();
    }

    private Bytes numbers() {
        return numbers(frozen.numbers(), past.revision());
    }

    static Bytes numbers(FrozenState.Numbers numbers, long historyFloor) {
        BytesWriter writer = new BytesWriter(64).writeByte(NUMBERS).writeByte(FORMAT_VERSION);
        numbers.write(writer);
        writer.writeVarLong(historyFloor);
        return writer.toBytes();
    }

    private static Iterator<WatchEvent> newestFirst(FrozenState frozen, List<Publication> publications) {
        return publications.reversed().stream()
                .flatMap(publication -> frozen.changes(publication.revision()).reversed().stream())
                .iterator();
    }

    private static void writeChange(WatchEvent change, BytesWriter writer) {
        KeyValue previous = change.previous();
        writer.writeVarLong(change.current().modRevision())
                .writeBytes(change.key())
                .writeBoolean(change.isDeletion())
                .writeBoolean(previous != null);
        if (previous != null) {
            KeyValueCodec.write(previous, writer);
        }
    }

    private Bytes end() {
        return new BytesWriter(32)
                .writeByte(END)
                .writeVarLong(counts[LEASES])
                .writeVarLong(counts[KEYS])
                .writeVarLong(counts[SESSIONS])
                .writeVarLong(counts[HISTORY])
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
        return writer.intoBytes();
    }

    @Override
    public void close() {
        past.close();
        frozen.close();
    }
}
