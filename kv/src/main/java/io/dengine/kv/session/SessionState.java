package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.ttl.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The changing part of a session. Immutable.
 *
 * @param acknowledgedUpTo the client has the replies up to this sequence
 * @param kept the replies after that
 */
public record SessionState(Renewal renewal, long acknowledgedUpTo, KeptReplies kept) implements Timed.State {
    /** A reply that the client may ask for again. */
    public record Kept(long sequence, Bytes reply) {}

    static SessionState opened(long deadlineMillis) {
        return new SessionState(new Renewal(deadlineMillis, 1), 0, KeptReplies.NONE);
    }

    @Nullable
    Bytes replyTo(long sequence) {
        return kept.find(sequence);
    }

    SessionState renewed(Renewal next) {
        return new SessionState(next, acknowledgedUpTo, kept);
    }

    SessionState acknowledged(long upTo) {
        return upTo <= acknowledgedUpTo ? this : new SessionState(renewal, upTo, kept.after(upTo));
    }

    SessionState with(long sequence, Bytes reply) {
        return new SessionState(renewal, acknowledgedUpTo, kept.with(sequence, reply));
    }
}
