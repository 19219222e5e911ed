package io.dengine.kv.session;

import io.dengine.kv.ttl.Timed;

/** A client's session. */
public final class Session extends Timed<SessionState> {
    Session(long id, long ttlMillis, SessionState state) {
        super(id, ttlMillis, state);
    }
}
