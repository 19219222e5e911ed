package io.dengine.kv.store;

import io.dengine.command.Command;
import io.dengine.kv.session.Session;
import io.dengine.kv.ttl.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds expired leases and sessions, in portions that are applied without a stall. However many expire at once, other
 * proposals get their turn after each portion.
 */
final class Maintenance {
    private static final int MAX_LEASES = 256;
    private static final int MAX_SESSIONS = 256;

    // A lease ends as a whole, so a portion ends with the lease that reaches these bounds.
    private static final int MAX_KEYS = 512;
    private static final long MAX_BYTES = 256 << 10;

    /**
     * The maximum delay of the log's clock while a lease or session exists: after a restart, times count from the last
     * entry on.
     */
    private static final long TICK_MILLIS = 1_000;

    private Maintenance() {}

    /**
     * Returns the leases and sessions that may expire at {@code clockMillis}; an empty command if the log needs a clock
     * update; null if there is nothing to do. The same rule is applied again when the command is applied.
     */
    static Command.@Nullable Expire due(KvState state, long graceMillis, long clockMillis) {
        if (clockMillis - state.graceSinceMillis >= graceMillis) {
            Command.Expire over = over(state, graceMillis, clockMillis);
            if (over != null) {
                return over;
            }
        }
        boolean anythingLives =
                state.leases.table().size() + state.sessions.table().size() > 0;
        return anythingLives && clockMillis - state.clockMillis >= TICK_MILLIS
                ? new Command.Expire(graceMillis, List.of(), List.of())
                : null;
    }

    private static Command.@Nullable Expire over(KvState state, long graceMillis, long clockMillis) {
        List<Command.Expiry> leases = new ArrayList<>();
        long keys = 0;
        long bytes = 0;
        for (Lease lease : state.leases.table().due(clockMillis, MAX_LEASES)) {
            if (keys >= MAX_KEYS || bytes >= MAX_BYTES) {
                break;
            }
            keys += lease.memberCount();
            bytes += lease.sizeBytes(MAX_BYTES);
            leases.add(new Command.Expiry(lease.id(), lease.renewal().generation()));
        }
        List<Command.Expiry> sessions = new ArrayList<>();
        for (Session session : state.sessions.table().due(clockMillis, MAX_SESSIONS)) {
            sessions.add(new Command.Expiry(session.id(), session.renewal().generation()));
        }
        return leases.isEmpty() && sessions.isEmpty() ? null : new Command.Expire(graceMillis, leases, sessions);
    }
}
