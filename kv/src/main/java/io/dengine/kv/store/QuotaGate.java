package io.dengine.kv.store;

import io.dengine.kv.session.Session;
import io.dengine.kv.ttl.OwnerCounts;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the state has room for what a command would add. Each method returns null if there is room, else the
 * message for the command's sender. Owned by the apply thread.
 */
final class QuotaGate {
    private static final String NOT_THIS_TIME =
            "this attempt changed nothing, but its sequence number stays open, so another attempt may be applied: ";

    private final KvState state;

    QuotaGate(KvState state) {
        this.state = state;
    }

    /** Checks for one more session. */
    @Nullable
    String sessions(long owner) {
        Quotas quotas = state.quotas;
        return problem(state.sessions.counts(), owner, quotas.maxSessionsOfOwner(), quotas.maxSessions(), "sessions");
    }

    /** Checks for one more lease that keys can share. */
    @Nullable
    String leases(long owner) {
        Quotas quotas = state.quotas;
        return problem(state.leases.counts(), owner, quotas.maxLeasesOfOwner(), quotas.maxLeases(), "leases");
    }

    private static @Nullable String problem(OwnerCounts counts, long owner, long ofOwner, long ofAll, String what) {
        if (owner != 0 && counts.of(owner) >= ofOwner) {
            return "nothing was changed: this client's host has " + counts.of(owner) + " " + what + ", and may have "
                    + ofOwner + " (raft.quotas.max_" + what
                    + "_per_client): end some, or wait until they end by themselves";
        }
        return counts.total() < ofAll
                ? null
                : "nothing was changed: the cluster has " + counts.total() + " " + what + ", and may have " + ofAll
                        + " (raft.quotas.max_" + what + "): try later, when some have ended";
    }

    /**
     * Checks for one more reply of a session. The sequence stays open: another attempt of it that is in the log later
     * is executed if there is room by then.
     */
    @Nullable
    String replies(Session session) {
        if (!state.sessions.hasRoom(session)) {
            return NOT_THIS_TIME + "the session has too many unacknowledged replies: acknowledge some, then send"
                    + " this again with the same number";
        }
        Quotas quotas = state.quotas;
        OwnerCounts bytes = state.sessions.replyBytes();
        long owner = session.owner();
        boolean isFull = bytes.total() >= quotas.maxReplyBytes()
                || owner != 0 && bytes.of(owner) >= quotas.maxReplyBytesOfOwner();
        return isFull
                ? NOT_THIS_TIME + "unacknowledged replies of sessions take " + bytes.of(owner)
                        + " bytes for this client's host and " + bytes.total() + " for all, and may take "
                        + quotas.maxReplyBytesOfOwner() + " and " + quotas.maxReplyBytes()
                        + " (raft.quotas.max_reply_bytes): acknowledge some, or send this again later with the same"
                        + " number"
                : null;
    }
}
