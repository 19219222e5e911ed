package io.dengine.kv.session;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.Renewal;
import io.dengine.kv.ttl.Timed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes of a session. Immutable.
 *
 * @param acknowledgedUpTo the client has the replies up to this sequence
 * @param kept the replies after that, by ascending sequence
 * @param keptBytes what they take
 */
public record SessionState(Renewal renewal, long acknowledgedUpTo, List<Kept> kept, long keptBytes)
        implements Timed.State {
    /** A reply that may be asked for again. */
    public record Kept(long sequence, Bytes reply) {}

    public SessionState {
        kept = List.copyOf(kept);
    }

    static SessionState opened(long deadlineMillis) {
        return new SessionState(new Renewal(deadlineMillis, 1), 0, List.of(), 0);
    }

    @Nullable
    Bytes replyTo(long sequence) {
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (kept.get(i).sequence() == sequence) {
                return kept.get(i).reply();
            }
        }
        return null;
    }

    SessionState renewed(Renewal next) {
        return new SessionState(next, acknowledgedUpTo, kept, keptBytes);
    }

    SessionState acknowledged(long upTo) {
        if (upTo <= acknowledgedUpTo) {
            return this;
        }
        List<Kept> rest = new ArrayList<>(kept.size());
        long restBytes = 0;
        for (Kept one : kept) {
            if (one.sequence() > upTo) {
                rest.add(one);
                restBytes += one.reply().length();
            }
        }
        return new SessionState(renewal, upTo, rest, restBytes);
    }

    SessionState with(long sequence, Bytes reply) {
        List<Kept> more = new ArrayList<>(kept.size() + 1);
        int position = 0;
        while (position < kept.size() && kept.get(position).sequence() < sequence) {
            more.add(kept.get(position++));
        }
        more.add(new Kept(sequence, reply));
        more.addAll(kept.subList(position, kept.size()));
        return new SessionState(renewal, acknowledgedUpTo, more, keptBytes + reply.length());
    }
}
