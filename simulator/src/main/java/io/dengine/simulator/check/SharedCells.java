package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Linearizability.Verdict;
import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether transactions and scans over several keys are linearizable, for all keys together. The model is a
 * plain map; it ignores the revisions that the server reports. Values are numbers that are written once; 0 means that
 * there is no value.
 */
public final class SharedCells {
    private SharedCells() {}

    /**
     * A transaction, or a scan: a transaction without conditions and writes.
     *
     * @param id the number in reports
     * @param demanded the values that the cells must have for the transaction to write
     * @param written the values that it then writes
     * @param succeeded whether the answer reports that it has written; true for a scan
     * @param seen the values before the transaction, as the answer reports them
     */
    public record Transacted(
            long id,
            Map<Bytes, Long> demanded,
            Map<Bytes, Long> written,
            boolean succeeded,
            Map<Bytes, Long> seen,
            Outcome outcome,
            long calledAt,
            long returnedAt) {
        public Transacted {
            demanded = Map.copyOf(demanded);
            written = Map.copyOf(written);
            seen = Map.copyOf(seen);
        }

        /** Returns the same transaction with another time of its call. */
        public Transacted calledAt(long time) {
            return new Transacted(id, demanded, written, succeeded, seen, outcome, time, returnedAt);
        }

        private @Nullable Map<Bytes, Long> after(Map<Bytes, Long> state) {
            boolean holds = agrees(state, demanded);
            if (outcome == Outcome.OK && (holds != succeeded || !agrees(state, seen))) {
                return null;
            }
            if (!holds || written.isEmpty()) {
                return state;
            }
            Map<Bytes, Long> after = new TreeMap<>(state);
            after.putAll(written);
            return after;
        }

        private static boolean agrees(Map<Bytes, Long> state, Map<Bytes, Long> claimed) {
            for (Map.Entry<Bytes, Long> claim : claimed.entrySet()) {
                if (!state.getOrDefault(claim.getKey(), Operation.ABSENT).equals(claim.getValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Checks the transactions in at most {@code stepBudget} steps, starting without values. */
    public static Verdict check(List<Transacted> history, long stepBudget) {
        List<OrderSearch.Timed<Map<Bytes, Long>>> calls = new ArrayList<>();
        for (Transacted call : history) {
            if (call.outcome() != Outcome.FAILED) {
                boolean known = call.outcome() == Outcome.OK;
                boolean observes = call.written().isEmpty() || known && !call.succeeded();
                calls.add(new OrderSearch.Timed<>(
                        call.calledAt(),
                        call.returnedAt(),
                        known,
                        observes,
                        List.of(call.demanded(), call.written()),
                        call::after));
            }
        }
        return OrderSearch.search(calls, new TreeMap<>(), stepBudget);
    }
}
