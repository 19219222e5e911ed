package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.OwnerCounts;
import io.dengine.kv.ttl.TimedTable;
import org.jspecify.annotations.Nullable;

/** The open sessions. Owned by the applying thread. */
public final class Sessions {
    /** How many replies a session may leave unacknowledged. Part of the state machine. */
    public static final int MAX_KEPT_REPLIES = 1_024;
    /**
     * What the kept replies of a session may take before its commands are refused, and what one may take to be kept at
     * all. Part of the state machine.
     */
    public static final long MAX_KEPT_BYTES = 1 << 20;

    private final TimedTable<Session, SessionState> table = new TimedTable<>();
    private final OwnerCounts counts = new OwnerCounts();
    private final OwnerCounts replyBytes = new OwnerCounts();

    public TimedTable<Session, SessionState> table() {
        return table;
    }

    /** How many there are. */
    public OwnerCounts counts() {
        return counts;
    }

    /** What the replies take that they keep. */
    public OwnerCounts replyBytes() {
        return replyBytes;
    }

    public Session open(long sessionId, long ttlMillis, long owner, long nowMillis) {
        return restore(sessionId, ttlMillis, owner, SessionState.opened(nowMillis + ttlMillis));
    }

    /** Creates a session as it was. */
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

    /** Renews the session, and drops the replies that its client has. */
    public void acknowledge(Session session, long upTo, long nowMillis) {
        SessionState state = session.state().acknowledged(upTo);
        update(session, state.renewed(state.renewal().next(nowMillis, session.ttlMillis())));
    }

    private void update(Session session, SessionState state) {
        long before = session.state().kept().weightBytes();
        table.update(session, state);
        replyBytes.add(session.owner(), state.kept().weightBytes() - before);
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
        update(session, session.state().with(sequence, reply));
    }

    public void close(Session session) {
        table.remove(session);
        counts.add(session.owner(), -1);
        replyBytes.add(session.owner(), -session.state().kept().weightBytes());
    }

    /** Ends all sessions: a new incarnation begins. */
    public void closeAll() {
        for (Session session : table.all()) {
            close(session);
        }
    }
}
