package io.dengine.testkit.check;

import io.dengine.testkit.check.Operation.Call;
import io.dengine.testkit.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the operations on one register are linearizable: a depth-first search for a legal order that undoes
 * itself where it is stuck, and never visits the same set of finished operations with the same value twice (Wing and
 * Gong, Lowe; one search a key, after Horn and Kroening).
 */
public final class Linearizability {
    /** What the search found. */
    public enum Verdict {
        LINEARIZABLE,
        VIOLATED,
        /** The budget ended first. Not a pass. */
        UNDECIDED
    }

    private final List<Operation> operations;
    private final int[] next;
    private final int[] previous;
    private final int[] operationOf;
    private final int[] returnOf;
    private final Set<Visited> visited = new HashSet<>();
    private int knownLeft;

    private Linearizability(List<Operation> operations) {
        this.operations = operations;
        int events = 2 * operations.size();
        next = new int[events + 2];
        previous = new int[events + 2];
        operationOf = new int[events + 2];
        returnOf = new int[events + 2];
        link();
    }

    /**
     * Checks the operations of one register that begins absent.
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
        return new Linearizability(relevant).search(stepBudget);
    }

    /** The commonest fault, and the one that the search would take longest to find. */
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

    /** Whether a value that a failed write carried was ever seen; such values must be unique in the history. */
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

    /** Builds one list of calls and returns in the order of their times; slot 0 is the head. */
    private void link() {
        List<long[]> events = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            events.add(new long[] {operation.calledAt(), 0, i});
            if (operation.isKnown()) {
                events.add(new long[] {operation.returnedAt(), 1, i});
                knownLeft++;
            }
        }
        events.sort(Comparator.<long[]>comparingLong(e -> e[0]).thenComparingLong(e -> e[1]));
        int[] callOf = new int[operations.size()];
        Arrays.fill(operationOf, -1);
        int slot = 0;
        for (long[] event : events) {
            slot++;
            next[slot - 1] = slot;
            previous[slot] = slot - 1;
            int operation = (int) event[2];
            if (event[1] == 0) {
                operationOf[slot] = operation;
                callOf[operation] = slot;
            } else {
                returnOf[callOf[operation]] = slot;
            }
        }
        next[slot] = END;
    }

    private static final int END = -1;

    private record Step(int slot, long stateBefore) {}

    /** A copy of the set of placed operations, with the value of the register after them. */
    private static final class Visited {
        private final long[] done;
        private final long state;

        Visited(long[] done, long state) {
            this.done = done.clone();
            this.state = state;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Visited that && state == that.state && Arrays.equals(done, that.done);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(done) * 31 + Long.hashCode(state);
        }
    }

    private Verdict search(long stepBudget) {
        long[] done = new long[(operations.size() + 63) / 64];
        List<Step> path = new ArrayList<>();
        long state = Operation.ABSENT;
        int slot = next[0];
        for (long steps = 0; steps < stepBudget; steps++) {
            if (knownLeft == 0) {
                return Verdict.LINEARIZABLE;
            }
            int operation = slot == END ? -1 : operationOf[slot];
            if (operation < 0) { // a return whose call is not placed yet: what was placed before it is wrong
                if (path.isEmpty()) {
                    return Verdict.VIOLATED;
                }
                Step step = path.remove(path.size() - 1);
                restore(step.slot());
                done[operationOf[step.slot()] / 64] &= ~(1L << operationOf[step.slot()]);
                state = step.stateBefore();
                slot = next[step.slot()];
                continue;
            }
            long after = operations.get(operation).applyTo(state);
            if (after != Operation.IMPOSSIBLE) {
                done[operation / 64] |= 1L << operation;
                if (visited.add(new Visited(done, after))) {
                    path.add(new Step(slot, state));
                    state = after;
                    remove(slot);
                    slot = next[0];
                    continue;
                }
                done[operation / 64] &= ~(1L << operation);
            }
            slot = next[slot];
        }
        return Verdict.UNDECIDED;
    }

    private void remove(int call) {
        unlink(call);
        if (returnOf[call] != 0) {
            unlink(returnOf[call]);
            knownLeft--;
        }
    }

    private void unlink(int slot) {
        next[previous[slot]] = next[slot];
        if (next[slot] != END) {
            previous[next[slot]] = previous[slot];
        }
    }

    private void restore(int call) {
        if (returnOf[call] != 0) {
            relink(returnOf[call]);
            knownLeft++;
        }
        relink(call);
    }

    private void relink(int slot) {
        next[previous[slot]] = slot;
        if (next[slot] != END) {
            previous[next[slot]] = slot;
        }
    }
}
