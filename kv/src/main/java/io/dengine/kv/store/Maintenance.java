package io.dengine.kv.store;

import io.dengine.command.Command;
import io.dengine.kv.session.Session;
import io.dengine.kv.ttl.Lease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is over, in portions that are applied without a stall. However many end at once, whatever else was
 * proposed meanwhile gets its turn after each portion.
 */
final class Maintenance {
    private static final int MAX_LEASES = 256;
    private static final int MAX_SESSIONS = 256;

    // A lease ends as a whole, so a portion ends with the one that reaches these.
    private static final int MAX_KEYS = 512;
    private static final long MAX_BYTES = 256 << 10;

    /**
     * While anything lives that may end, the log is never further behind the clock than this: what follows a restart
     * counts from the last entry on.
     */
    private static final long TICK_MILLIS = 1_000;

    private Maintenance() {}

    /**
     * What may end at {@code clockMillis}; nothing in particular, if the log has to learn the time; null if there is
     * nothing to do. The same rule is applied again with the command.
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
