package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.TimedTable;
import org.jspecify.annotations.Nullable;

/** The open sessions. Owned by the applying thread. */
public final class Sessions {
    /** How many there may be. Part of the state machine, so the same on every node. */
    public static final int MAX_SESSIONS = 100_000;
    /** How many replies a session may leave unacknowledged. Part of the state machine. */
    public static final int MAX_KEPT_REPLIES = 1_024;
    /** What the kept replies of a session may take before its commands are refused. Part of the state machine. */
    public static final long MAX_KEPT_BYTES = 1 << 20;

    private final TimedTable<Session, SessionState> table = new TimedTable<>();

    public TimedTable<Session, SessionState> table() {
        return table;
    }

    public boolean isFull() {
        return table.size() >= MAX_SESSIONS;
    }

    public Session open(long sessionId, long ttlMillis, long nowMillis) {
        return restore(sessionId, ttlMillis, SessionState.opened(nowMillis + ttlMillis));
    }

    /** Creates a session as it was. */
    public Session restore(long sessionId, long ttlMillis, SessionState state) {
        Session session = new Session(sessionId, ttlMillis, state);
        table.add(session);
        return session;
    }

    public @Nullable Session find(long sessionId) {
        return table.find(sessionId);
    }

    public void renew(Session session, long nowMillis) {
        table.update(session, session.state().renewed(session.renewal().next(nowMillis, session.ttlMillis())));
    }

    /** Renews the session, and drops the replies that its client has. */
    public void acknowledge(Session session, long upTo, long nowMillis) {
        SessionState state = session.state().acknowledged(upTo);
        table.update(session, state.renewed(state.renewal().next(nowMillis, session.ttlMillis())));
    }

    /** Whether another reply may be kept. */
    public boolean hasRoom(Session session) {
        SessionState state = session.state();
        return state.kept().size() < MAX_KEPT_REPLIES && state.kept().bytes() < MAX_KEPT_BYTES;
    }

    /** The reply that was given to {@code sequence}, or null if it was not carried out, or was acknowledged. */
    public @Nullable Bytes replyTo(Session session, long sequence) {
        return session.state().replyTo(sequence);
    }

    public void keep(Session session, long sequence, Bytes reply) {
        table.update(session, session.state().with(sequence, reply));
    }

    public void close(Session session) {
        table.remove(session);
    }

    /** Ends all sessions: a new incarnation begins. */
    public void closeAll() {
        for (Session session : table.all()) {
            close(session);
        }
    }
}
