package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.kv.session.Session;
import io.dengine.kv.ttl.Lease;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state that is not in keys into a table that outlives the process: with every commit, the numbers and the
 * changed leases and sessions. Owned by the apply thread.
 */
final class StateJournal {
    private final KvState state;
    private final Set<Long> leases = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();

    /** Records the changes of {@code state} from now on. */
    StateJournal(KvState state) {
        this.state = state;
        if (state.map.isLasting()) {
            state.leases.table().onChange(leases::add);
            state.sessions.table().onChange(sessions::add);
        }
    }

    /** Loads the state that an earlier run left in {@code table}, or the empty one. */
    static KvState load(KeyTable table) {
        KvState state = new KvState(table);
        Bytes stored = table.numbers();
        if (stored == null) {
            return state;
        }
        FrozenState.Numbers numbers = FrozenState.Numbers.read(new BytesReader(stored));
        if (numbers.revision() != state.revision) {
            throw new MalformedBytesException("the stored state is of revision " + numbers.revision()
                    + ", and its keys are of revision " + state.revision);
        }
        numbers.into(state);
        table.forEachRow(KeyTable.RowKind.LEASE, row -> RestoredState.add(LeaseRow.read(new BytesReader(row)), state));
        table.forEachRow(
                KeyTable.RowKind.SESSION, row -> RestoredState.add(SessionRow.read(new BytesReader(row)), state));
        table.forEachMember((member, leaseId) -> {
            Lease lease = state.leases.find(leaseId);
            if (lease == null) {
                throw new MalformedBytesException("a stored key ends with lease " + leaseId + ", which is not there");
            }
            state.leases.attach(member, lease);
        });
        return state;
    }

    /** Commits the present state. */
    void commit() {
        if (!state.map.isLasting()) {
            return;
        }
        for (long id : leases) {
            state.map.store(KeyTable.RowKind.LEASE, id, row(state.leases.find(id)));
        }
        leases.clear();
        for (long id : sessions) {
            state.map.store(KeyTable.RowKind.SESSION, id, row(state.sessions.find(id)));
        }
        sessions.clear();
        BytesWriter writer = new BytesWriter(64);
        FrozenState.Numbers.of(state).write(writer);
        state.map.commit(writer.toBytes());
    }

    private static @Nullable Bytes row(@Nullable Lease lease) {
        if (lease == null) {
            return null;
        }
        BytesWriter writer = new BytesWriter(32);
        LeaseRow.of(lease, lease.state()).write(writer);
        return writer.toBytes();
    }

    private static @Nullable Bytes row(@Nullable Session session) {
        if (session == null) {
            return null;
        }
        BytesWriter writer = new BytesWriter(64);
        SessionRow.of(session, session.state()).write(writer);
        return writer.toBytes();
    }
}
