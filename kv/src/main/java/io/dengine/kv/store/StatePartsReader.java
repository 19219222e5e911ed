package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.KeyValueCodec;
import io.dengine.engine.port.OtherVersionException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link StateParts} and checks that they form one state: all rules are checked here, except those that need the
 * keys read before.
 */
final class StatePartsReader {
    private final Rows rows;
    private final long[] counts = new long[StateParts.END];
    private final Set<Long> leases = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();
    private FrozenState.@Nullable Numbers numbers;
    private @Nullable Bytes lastKey;
    private long historyFloor;
    private long lastChange;
    private boolean complete;

    StatePartsReader(Rows rows) {
        this.rows = rows;
    }

    /** Receives the content of the parts in their order: the numbers, leases, keys, sessions, history. */
    interface Rows {
        /** @param historyFloor the oldest revision that the history leads back to */
        void begin(FrozenState.Numbers numbers, long historyFloor) throws IOException;

        void lease(LeaseRow row);

        /** Receives a key. Key and value share the part's bytes. */
        void key(KeyValue row);

        void session(SessionRow row);

        /** Receives the newest change that was not received yet. Its fields share the part's bytes. */
        void change(PastChange change);
    }

    /**
     * A change of the past.
     *
     * @param previous the key before the change, or null if it was absent
     */
    record PastChange(
            long revision,
            Bytes key,
            boolean isDeletion,
            @Nullable KeyValue previous) {}

    /**
     * Reads the next part.
     *
     * @throws MalformedBytesException if it is not a part, or does not fit those before it
     * @throws OtherVersionException if the state is in the format of another version
     */
    void add(Bytes part) throws IOException {
        BytesReader reader = new BytesReader(part);
        int kind = reader.readByte();
        FrozenState.Numbers begun = numbers;
        if (complete || begun == null != (kind == StateParts.NUMBERS)) {
            throw new MalformedBytesException("a part of kind " + kind + " does not belong here");
        }
        if (begun == null) {
            begin(reader);
        } else if (kind == StateParts.END) {
            end(reader);
        } else {
            rows(kind, reader, begun);
        }
        reader.expectEnd();
    }

    /** Returns whether the last part was the end. */
    boolean isComplete() {
        return complete;
    }

    /** Returns the number of keys so far. */
    long keys() {
        return counts[StateParts.KEYS];
    }

    private void begin(BytesReader reader) throws IOException {
        FrozenState.Numbers read = numbers(reader);
        numbers = read;
        historyFloor = reader.readVarLong();
        lastChange = read.revision();
        if (historyFloor > read.revision()) {
            throw new MalformedBytesException("the history begins after the state");
        }
        rows.begin(read, historyFloor);
    }

    /** Reads the numbers that the parts begin with, after the byte for their kind; the history floor follows them. */
    static FrozenState.Numbers numbers(BytesReader reader) throws OtherVersionException {
        int version = reader.readByte();
        if (version != StateParts.FORMAT_VERSION) {
            throw new OtherVersionException(
                    "the state is of format " + version + ", and this version reads " + StateParts.FORMAT_VERSION);
        }
        return FrozenState.Numbers.read(reader);
    }

    private void end(BytesReader reader) {
        for (int kind : new int[] {StateParts.LEASES, StateParts.KEYS, StateParts.SESSIONS, StateParts.HISTORY}) {
            long expected = reader.readVarLong();
            if (counts[kind] != expected) {
                throw new MalformedBytesException(
                        "of kind " + kind + " there are " + counts[kind] + " rows instead of " + expected);
            }
        }
        complete = true;
    }

    private void rows(int kind, BytesReader reader, FrozenState.Numbers begun) {
        int count = reader.readInt();
        if (count < 1) {
            throw new MalformedBytesException("a part has no rows");
        }
        for (int i = 0; i < count; i++) {
            switch (kind) {
                case StateParts.LEASES -> lease(reader);
                case StateParts.KEYS -> key(reader, begun);
                case StateParts.SESSIONS -> session(reader);
                case StateParts.HISTORY -> change(reader);
                default -> throw new MalformedBytesException("unknown kind of part: " + kind);
            }
        }
        counts[kind] += count;
    }

    private void lease(BytesReader reader) {
        LeaseRow row = LeaseRow.read(reader);
        if (!leases.add(row.id())) {
            throw new MalformedBytesException("lease " + row.id() + " comes twice");
        }
        rows.lease(row);
    }

    private void session(BytesReader reader) {
        SessionRow row = SessionRow.read(reader);
        if (!sessions.add(row.id())) {
            throw new MalformedBytesException("session " + row.id() + " comes twice");
        }
        rows.session(row);
    }

    private void change(BytesReader reader) {
        long revision = reader.readVarLong();
        Bytes key = reader.readBytes();
        boolean isDeletion = reader.readBoolean();
        KeyValue previous = reader.readBoolean() ? KeyValueCodec.read(reader) : null;
        boolean fits = previous == null
                ? !isDeletion
                : previous.key().equals(key) && previous.modRevision() < revision && !previous.isDeletion();
        if (revision > lastChange || revision <= historyFloor || !fits) {
            throw new MalformedBytesException("a change of the past belongs to another state");
        }
        lastChange = revision;
        rows.change(new PastChange(revision, key, isDeletion, previous));
    }

    private void key(BytesReader reader, FrozenState.Numbers begun) {
        KeyValue row = KeyValueCodec.read(reader);
        if (row.modRevision() > begun.revision() || row.leaseId() != 0 && !leases.contains(row.leaseId())) {
            throw new MalformedBytesException("a key belongs to another state");
        }
        Bytes last = lastKey;
        if (last != null && last.compareTo(row.key()) >= 0) {
            throw new MalformedBytesException("a key comes twice, or too late");
        }
        lastKey = row.key();
        rows.key(row);
    }
}
