package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.OwnerCounts;
import io.dengine.kv.ttl.TimedTable;
import org.jspecify.annotations.Nullable;

/** The open sessions. Owned by the apply thread. */
public final class Sessions {
    /** The maximum number of unacknowledged replies of a session. Part of the state machine. */
    public static final int MAX_KEPT_REPLIES = 1_024;
    /**
     * The size in bytes of kept replies from which on a session's commands are refused, and the maximum size of a reply
     * that is kept at all. Part of the state machine.
     */
    public static final long MAX_KEPT_BYTES = 1 << 20;

    private final TimedTable<Session, SessionState> table = new TimedTable<>();
    private final OwnerCounts counts = new OwnerCounts();
    private final OwnerCounts replyBytes = new OwnerCounts();

    public TimedTable<Session, SessionState> table() {
        return table;
    }

    /** Returns the number of sessions, by owner. */
    public OwnerCounts counts() {
        return counts;
    }

    /** Returns the memory of the replies that sessions keep, in bytes, by owner. */
    public OwnerCounts replyBytes() {
        return replyBytes;
    }

    public Session open(long sessionId, long ttlMillis, long owner, long nowMillis) {
        return restore(sessionId, ttlMillis, owner, SessionState.opened(nowMillis + ttlMillis));
    }

    /** Restores a session in a given state. */
    public Session restore(long sessionId, long ttlMillis, long owner, SessionState state) {
        Session session = new Session(sessionId, ttlMillis, owner, state);
        table.add(session);
        counts.add(owner, 1);
        replyBytes.add(owner, state.kept().weightBytes());
        return session;
    }

    public @Nullable Session find(long sessionId) {
        return table.find(sessionId);
    }

    public void renew(Session session, long nowMillis) {
        table.update(session, session.state().renewed(session.renewal().next(nowMillis, session.ttlMillis())));
    }

    /** Renews the session, and drops the replies that its client has acknowledged. */
    public void acknowledge(Session session, long upTo, long nowMillis) {
        SessionState state = session.state().acknowledged(upTo);
        update(session, state.renewed(state.renewal().next(nowMillis, session.ttlMillis())));
    }

    private void update(Session session, SessionState state) {
        long before = session.state().kept().weightBytes();
        table.update(session, state);
        replyBytes.add(session.owner(), state.kept().weightBytes() - before);
    }

    /** Returns whether the session has room for another reply. */
    public boolean hasRoom(Session session) {
        SessionState state = session.state();
        return state.kept().size() < MAX_KEPT_REPLIES && state.kept().bytes() < MAX_KEPT_BYTES;
    }

    /** Returns the reply to {@code sequence}, or null if it was not executed or was acknowledged. */
    public @Nullable Bytes replyTo(Session session, long sequence) {
        return session.state().replyTo(sequence);
    }

    public void keep(Session session, long sequence, Bytes reply) {
        update(session, session.state().with(sequence, reply));
    }

    public void close(Session session) {
        table.remove(session);
        counts.add(session.owner(), -1);
        replyBytes.add(session.owner(), -session.state().kept().weightBytes());
    }

    /** Closes all sessions, because a new incarnation begins. */
    public void closeAll() {
        for (Session session : table.all()) {
            close(session);
        }
    }
}
