package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.engine.port.StateRestore;
import io.dengine.kv.command.KeyValue;
import io.dengine.kv.command.KeyValueCodec;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.session.Sessions;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a state from its {@link StateParts}, beside the one in force. */
final class RestoredState implements StateRestore {
    private final KeyTables tables;
    private final Taker taker;
    private final long[] counts = new long[StateParts.END];
    private @Nullable KvState state;
    private @Nullable StateJournal journal;
    private boolean complete;

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
        BytesReader reader = new BytesReader(part);
        int kind = reader.readByte();
        KvState building = state;
        if (complete || building == null != (kind == StateParts.NUMBERS)) {
            throw new MalformedBytesException("a part of kind " + kind + " does not belong here");
        }
        if (building == null) {
            state = begin(reader);
        } else if (kind == StateParts.END) {
            end(reader);
        } else {
            rows(kind, reader, building);
        }
        reader.expectEnd();
        if (journal != null) {
            journal.commit();
        }
    }

    private KvState begin(BytesReader reader) throws IOException {
        int version = reader.readByte();
        if (version != StateParts.FORMAT_VERSION) {
            throw new MalformedBytesException(
                    "the state is of format " + version + ", and this version reads " + StateParts.FORMAT_VERSION);
        }
        FrozenState.Numbers numbers = FrozenState.Numbers.read(reader);
        KvState begun = new KvState(tables.create(numbers.revision()));
        numbers.into(begun);
        journal = new StateJournal(begun);
        return begun;
    }

    private void end(BytesReader reader) {
        for (int kind : new int[] {StateParts.LEASES, StateParts.KEYS, StateParts.SESSIONS}) {
            long expected = reader.readVarLong();
            if (counts[kind] != expected) {
                throw new MalformedBytesException(
                        "of kind " + kind + " there are " + counts[kind] + " rows instead of " + expected);
            }
        }
        complete = true;
    }

    private void rows(int kind, BytesReader reader, KvState building) {
        int count = reader.readInt();
        if (count < 1) {
            throw new MalformedBytesException("a part has no rows");
        }
        for (int i = 0; i < count; i++) {
            switch (kind) {
                case StateParts.LEASES -> readLease(reader, building);
                case StateParts.KEYS -> readKey(reader, building);
                case StateParts.SESSIONS -> readSession(reader, building);
                default -> throw new MalformedBytesException("no such kind of part: " + kind);
            }
        }
        counts[kind] += count;
    }

    static void readLease(BytesReader reader, KvState building) {
        long id = reader.readVarLong();
        long ttlMillis = reader.readVarLong();
        boolean isPrivate = reader.readBoolean();
        Renewal renewal = new Renewal(reader.readVarLong(), reader.readVarLong());
        if (building.leases.find(id) != null) {
            throw new MalformedBytesException("lease " + id + " comes twice");
        }
        var unused = building.leases.restore(id, ttlMillis, isPrivate, renewal);
    }

    private static void readKey(BytesReader reader, KvState building) {
        KeyValue row = KeyValueCodec.read(reader);
        Lease lease = row.leaseId() == 0 ? null : building.leases.find(row.leaseId());
        if (row.modRevision() > building.revision || row.leaseId() != 0 && lease == null) {
            throw new MalformedBytesException("a key belongs to another state");
        }
        if (building.map.newest(row.key()) != null) {
            throw new MalformedBytesException("a key comes twice");
        }
        building.leases.attach(building.map.restore(row), lease);
    }

    static void readSession(BytesReader reader, KvState building) {
        long id = reader.readVarLong();
        long ttlMillis = reader.readVarLong();
        Renewal renewal = new Renewal(reader.readVarLong(), reader.readVarLong());
        long acknowledgedUpTo = reader.readVarLong();
        int count = reader.readVarInt(Sessions.MAX_KEPT_REPLIES);
        List<SessionState.Kept> kept = new ArrayList<>(count);
        long keptBytes = 0;
        for (int i = 0; i < count; i++) {
            long sequence = reader.readVarLong();
            Bytes reply = Bytes.wrap(reader.readBytes().toArray()); // its own: the part is large
            kept.add(new SessionState.Kept(sequence, reply));
            keptBytes += reply.length();
        }
        if (building.sessions.find(id) != null) {
            throw new MalformedBytesException("session " + id + " comes twice");
        }
        var unused =
                building.sessions.restore(id, ttlMillis, new SessionState(renewal, acknowledgedUpTo, kept, keptBytes));
    }

    @Override
    public void finish() throws IOException {
        KvState restored = state;
        StateJournal itsJournal = journal;
        if (restored == null || itsJournal == null || !complete) {
            throw new MalformedBytesException("parts of the state are missing");
        }
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
