package io.dengine.testkit.check;

import io.dengine.testkit.check.Operation.Call;
import io.dengine.testkit.check.Operation.Outcome;
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
     * @param stepBudget how many steps the search may take
     */
    public static Verdict check(List<Operation> history, long stepBudget) {
        List<Operation> relevant = new ArrayList<>();
        for (Operation operation : history) {
            boolean unknownRead = operation.call() == Call.READ && operation.outcome() == Outcome.UNKNOWN;
            if (operation.outcome() != Outcome.FAILED && !unknownRead) {
                relevant.add(operation);
            }
        }
        if (relevant.isEmpty()) {
            return Verdict.LINEARIZABLE;
        }
        if (readsWhatNobodyWrote(relevant)) {
            return Verdict.VIOLATED;
        }
        List<OrderSearch.Timed<Long>> calls = new ArrayList<>();
        for (Operation operation : withoutUnseenValues(relevant)) {
            calls.add(new OrderSearch.Timed<>(
                    operation.calledAt(),
                    operation.returnedAt(),
                    operation.isKnown(),
                    operation.call() == Call.READ
                            || operation.call() == Call.COMPARE_AND_SWAP && operation.result() == 0,
                    state -> after(operation, state)));
        }
        return OrderSearch.search(calls, Operation.ABSENT, stepBudget);
    }

    /** Replaces all written values that no call has seen or compared with by one: they differ to nobody. */
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
