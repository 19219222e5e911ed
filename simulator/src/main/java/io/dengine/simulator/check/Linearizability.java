package io.dengine.simulator.check;

import io.dengine.simulator.check.Operation.Call;
import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the operations on one register are linearizable: one search a key (Horn and Kroening), by
 * {@link OrderSearch}.
 */
public final class Linearizability {
    /** The result of the search. */
    public enum Verdict {
        LINEARIZABLE,
        VIOLATED,
        /** The step budget ran out first. Not a pass. */
        UNDECIDED
    }

    private static final long UNSEEN = -1;

    private Linearizability() {}

    /**
     * Checks the operations of one register that has no value at first.
     *
     * @param stepBudget the limit of the steps of the search
     */
    public static Verdict check(List<Operation> history, long stepBudget) {
        List<Operation> relevant = relevant(history);
        if (relevant.isEmpty()) {
            return Verdict.LINEARIZABLE;
        }
        if (readsWhatNobodyWrote(relevant)) {
            return Verdict.VIOLATED;
        }
        List<OrderSearch.Timed<Long>> calls = new ArrayList<>();
        for (Operation operation : withoutUnseenValues(relevant)) {
            calls.add(timed(operation, state -> after(operation, state)));
        }
        return OrderSearch.search(calls, Operation.ABSENT, stepBudget);
    }

    /**
     * Checks the operations of one register, as {@link #check(List, long)}, but looks first for an order in which the
     * register has the values {@code suggested}, one after the other. The suggestion is not believed: every call still
     * has to have its result in the order that is found, between its call and its return. It only saves the search
     * among the orders of the calls whose outcome is unknown.
     *
     * @param suggested the values after the absence at first, for example those of the committed log
     * @param stepBudget the limit of the steps of each of the two searches
     */
    public static Verdict check(List<Operation> history, List<Long> suggested, long stepBudget) {
        List<Long> values = new ArrayList<>();
        values.add(Operation.ABSENT);
        values.addAll(suggested);
        List<OrderSearch.Timed<Integer>> calls = new ArrayList<>();
        for (Operation operation : relevant(history)) {
            calls.add(timed(operation, position -> positionAfter(operation, position, values)));
        }
        Verdict verdict = OrderSearch.search(calls, 0, stepBudget);
        return verdict == Verdict.LINEARIZABLE ? verdict : check(history, stepBudget);
    }

    private static @Nullable Integer positionAfter(Operation operation, int position, List<Long> values) {
        long after = operation.applyTo(values.get(position));
        if (after == values.get(position)) {
            return operation.isKnown() ? position : null;
        }
        int next = position + 1;
        return next < values.size() && after == values.get(next) ? next : null;
    }

    /** Returns the operations that may have taken effect and show something, or may have changed something. */
    private static List<Operation> relevant(List<Operation> history) {
        List<Operation> relevant = new ArrayList<>();
        for (Operation operation : history) {
            boolean unknownRead = operation.call() == Call.READ && operation.outcome() == Outcome.UNKNOWN;
            if (operation.outcome() != Outcome.FAILED && !unknownRead) {
                relevant.add(operation);
            }
        }
        return relevant;
    }

    private static <S> OrderSearch.Timed<S> timed(Operation operation, OrderSearch.Change<S> change) {
        boolean observes =
                operation.call() == Call.READ || operation.call() == Call.COMPARE_AND_SWAP && operation.result() == 0;
        return new OrderSearch.Timed<>(
                operation.calledAt(),
                operation.returnedAt(),
                operation.isKnown(),
                observes,
                List.of(operation.call(), operation.argument(), operation.expected()),
                change);
    }

    /** Replaces all written values that no call has seen or compared with by one: no call can distinguish them. */
    private static List<Operation> withoutUnseenValues(List<Operation> history) {
        Set<Long> seen = new HashSet<>();
        seen.add(Operation.ABSENT);
        for (Operation operation : history) {
            if (operation.call() == Call.READ) {
                seen.add(operation.result());
            } else if (operation.call() == Call.COMPARE_AND_SWAP) {
                seen.add(operation.expected());
            }
        }
        List<Operation> same = new ArrayList<>();
        for (Operation operation : history) {
            same.add(seen.contains(operation.argument()) ? operation : operation.withArgument(UNSEEN));
        }
        return same;
    }

    private static @Nullable Long after(Operation operation, long state) {
        long after = operation.applyTo(state);
        return after == Operation.IMPOSSIBLE ? null : after;
    }

    /** Finds the commonest fault directly: the search would take longest to find it. */
    private static boolean readsWhatNobodyWrote(List<Operation> history) {
        Set<Long> written = new HashSet<>();
        written.add(Operation.ABSENT);
        for (Operation operation : history) {
            if (operation.call() != Call.READ) {
                written.add(operation.argument());
            }
        }
        for (Operation operation : history) {
            if (operation.call() == Call.READ && !written.contains(operation.result())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a read saw the value of a failed write; written values must be unique in the history. */
    public static boolean failedWriteWasSeen(List<Operation> history) {
        Set<Long> failed = new HashSet<>();
        for (Operation operation : history) {
            boolean writes = operation.call() != Call.READ && operation.argument() != Operation.ABSENT;
            if (operation.outcome() == Outcome.FAILED && writes) {
                failed.add(operation.argument());
            }
        }
        for (Operation operation : history) {
            boolean read = operation.call() == Call.READ && failed.contains(operation.result());
            boolean swapped = operation.call() == Call.COMPARE_AND_SWAP
                    && operation.result() == 1
                    && failed.contains(operation.expected());
            if (operation.outcome() == Outcome.OK && (read || swapped)) {
                return true;
            }
        }
        return false;
    }
}
