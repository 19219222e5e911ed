package io.dengine.kv.store;

import io.dengine.command.Command;
import io.dengine.kv.session.Session;
import io.dengine.kv.ttl.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is over, in portions that are applied without a stall. */
final class Maintenance {
    private static final int MAX_LEASES = 1_000;
    private static final int MAX_SESSIONS = 1_000;

    /** A portion ends with the lease that exceeds this, since a lease ends as a whole. */
    private static final int MAX_KEYS = 2_000;

    private Maintenance() {}

    /** What may end at {@code clockMillis}, or null if nothing. The same rule is applied again with the command. */
    static Command.@Nullable Expire due(KvState state, long graceMillis, long clockMillis) {
        if (clockMillis - state.leaderSinceMillis < graceMillis) {
            return null;
        }
        List<Command.Expiry> leases = new ArrayList<>();
        long keys = 0;
        for (Lease lease : state.leases.table().due(clockMillis, MAX_LEASES)) {
            if (keys >= MAX_KEYS) {
                break;
            }
            keys += lease.memberCount();
            leases.add(new Command.Expiry(lease.id(), lease.renewal().generation()));
        }
        List<Command.Expiry> sessions = new ArrayList<>();
        for (Session session : state.sessions.table().due(clockMillis, MAX_SESSIONS)) {
            sessions.add(new Command.Expiry(session.id(), session.renewal().generation()));
        }
        return leases.isEmpty() && sessions.isEmpty() ? null : new Command.Expire(graceMillis, leases, sessions);
    }
}
