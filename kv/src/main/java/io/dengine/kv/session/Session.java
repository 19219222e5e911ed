package io.dengine.kv.session;

import io.dengine.kv.ttl.Timed;

/** A client's session. */
public final class Session extends Timed<SessionState> {
    private final long owner;

    Session(long id, long ttlMillis, long owner, SessionState state) {
        super(id, ttlMillis, state);
        this.owner = owner;
    }

    /** Returns the owner whose quota the session counts against, or 0. */
    public long owner() {
        return owner;
    }
}
