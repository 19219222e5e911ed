package io.dengine.testkit.check;

import io.dengine.bytes.Bytes;
import io.dengine.testkit.check.Linearizability.Verdict;
import io.dengine.testkit.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls about leases, and about keys that live as long as a lease, can have happened one after the
 * other. The model knows which leases live and which key each carries; nothing that the server says of revisions or
 * times counts. A lease may end by itself at any moment, but only once, with all its keys, and for good: so it is taken
 * to end where a call first says so. When it may is judged by {@link TimeToLive}.
 */
public final class LeasedKeys {
    private LeasedKeys() {}

    /** What a call is about. */
    public enum Kind {
        GRANT,
        ATTACH,
        RENEW,
        REVOKE,
        READ
    }

    /**
     * One call.
     *
     * @param value what an attachment writes, and what a read has found; {@link Operation#ABSENT} for nothing
     * @param accepted whether the answer was that the lease lives, or lived until the call ended it
     */
    public record Call(
            Kind kind,
            long leaseId,
            Bytes key,
            long value,
            boolean accepted,
            Outcome outcome,
            long calledAt,
            long returnedAt) {
        private @Nullable State after(State state) {
            if (kind == Kind.READ) {
                return afterRead(state);
            }
            boolean lives = state.alive.contains(leaseId);
            if (outcome == Outcome.OK && !accepted) {
                return state.without(leaseId);
            }
            return switch (kind) {
                case GRANT -> lives ? null : state.with(leaseId);
                case ATTACH -> lives ? state.with(key, new Held(value, leaseId)) : orElse(state);
                case RENEW -> lives ? state : orElse(state);
                case REVOKE -> lives ? state.without(leaseId) : orElse(state);
                case READ -> throw new IllegalStateException("a read is none of these");
            };
        }

        /** Who does not know what became of the call does not know either whether the lease lived. */
        private @Nullable State orElse(State state) {
            return outcome == Outcome.OK ? null : state;
        }

        private @Nullable State afterRead(State state) {
            Held held = state.keys.get(key);
            if (held == null) {
                return value == Operation.ABSENT ? state : null;
            }
            if (value == Operation.ABSENT) {
                return state.without(held.leaseId());
            }
            return held.value() == value ? state : null;
        }
    }

    private record Held(long value, long leaseId) {}

    /** Which leases live, and what their keys hold; never changed. */
    private record State(TreeSet<Long> alive, TreeMap<Bytes, Held> keys) {
        State with(long leaseId) {
            TreeSet<Long> more = new TreeSet<>(alive);
            more.add(leaseId);
            return new State(more, keys);
        }

        State with(Bytes key, Held held) {
            TreeMap<Bytes, Held> more = new TreeMap<>(keys);
            more.put(key, held);
            return new State(alive, more);
        }

        State without(long leaseId) {
            TreeSet<Long> fewer = new TreeSet<>(alive);
            fewer.remove(leaseId);
            TreeMap<Bytes, Held> left = new TreeMap<>(keys);
            left.values().removeIf(held -> held.leaseId() == leaseId);
            return new State(fewer, left);
        }
    }

    /** Checks the calls on leases and keys of which there are none in the beginning, in at most so many steps. */
    public static Verdict check(List<Call> history, long stepBudget) {
        List<OrderSearch.Timed<State>> calls = new ArrayList<>();
        for (Call call : history) {
            boolean known = call.outcome() == Outcome.OK;
            boolean matters = known || call.kind() == Kind.ATTACH || call.kind() == Kind.REVOKE;
            if (call.outcome() != Outcome.FAILED && matters) {
                calls.add(new OrderSearch.Timed<>(call.calledAt(), call.returnedAt(), known, call::after));
            }
        }
        return OrderSearch.search(calls, new State(new TreeSet<>(), new TreeMap<>()), stepBudget);
    }
}
