package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Linearizability.Verdict;
import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls about key leases, and about the keys attached to them, have a legal order. The model knows
 * which leases are alive and which keys each has; it ignores the revisions and times that the server reports. A lease
 * may expire at any moment, but only once, permanently and with all its keys: the model lets it expire where a call
 * first shows that. {@link TimeToLive} checks the time of expiry.
 */
public final class LeasedKeys {
    private LeasedKeys() {}

    /** The kind of a call. */
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
     * @param value the value that an attachment writes or a read returned; {@link Operation#ABSENT} for none
     * @param accepted whether the answer was that the lease is alive, or was until the call revoked it
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
                case READ -> throw new IllegalStateException("a read has no effect to apply");
            };
        }

        /**
         * Returns whether the call, if legal in a state, leaves it unchanged. An absent key shows that a lease expired.
         */
        private boolean observes() {
            return kind == Kind.READ && value != Operation.ABSENT || kind == Kind.RENEW && accepted;
        }

        /** Returns the unchanged state for a call of unknown outcome: the lease may have expired before the call. */
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

    /** The leases that are alive, and the values of their keys. Immutable. */
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

    /** Checks the calls, starting without leases and keys, in at most {@code stepBudget} steps. */
    public static Verdict check(List<Call> history, long stepBudget) {
        List<OrderSearch.Timed<State>> calls = new ArrayList<>();
        for (Call call : history) {
            boolean known = call.outcome() == Outcome.OK;
            boolean matters = known || call.kind() == Kind.ATTACH || call.kind() == Kind.REVOKE;
            if (call.outcome() != Outcome.FAILED && matters) {
                calls.add(new OrderSearch.Timed<>(
                        call.calledAt(),
                        call.returnedAt(),
                        known,
                        call.observes(),
                        List.of(call.kind(), call.leaseId(), call.key(), call.value()),
                        call::after));
            }
        }
        return OrderSearch.search(calls, new State(new TreeSet<>(), new TreeMap<>()), stepBudget);
    }

    /**
     * Returns the calls of a violated history that no order explains, in the order of their returns. A report needs
     * few.
     */
    public static List<Call> leastUnexplained(List<Call> history, long stepBudget) {
        List<Call> needed = new ArrayList<>(history);
        needed.sort(Comparator.comparingLong(Call::returnedAt));
        for (int i = needed.size() - 1; i >= 0; i--) {
            List<Call> fewer = new ArrayList<>(needed);
            Call removed = fewer.remove(i);
            boolean mattersToOthers = removed.outcome() != Outcome.OK || removed.kind() == Kind.GRANT;
            if (!mattersToOthers && check(fewer, stepBudget) == Verdict.VIOLATED) {
                needed = fewer;
            }
        }
        return needed;
    }
}
