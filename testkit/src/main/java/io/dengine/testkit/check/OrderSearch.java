package io.dengine.testkit.check;

import io.dengine.testkit.check.Linearizability.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls can have taken effect one after the other, each between its call and its return: a depth-first
 * search for a legal order that undoes itself where it is stuck, and never visits the same set of finished calls with
 * the same state twice (Wing and Gong, Lowe).
 *
 * @param <S> the state of what is called, immutable and compared by its content
 */
final class OrderSearch<S> {
    /** What a call does to a state that it meets. */
    interface Change<S> {
        /** The state after the call, or null if the call cannot have had its result in {@code state}. */
        @Nullable
        S after(S state);
    }

    /**
     * One call.
     *
     * @param returnedAt ignored where the outcome is unknown
     * @param known whether the call surely took effect; else at any time after it was made, or never
     */
    record Timed<S>(long calledAt, long returnedAt, boolean known, Change<S> change) {}

    private final List<Timed<S>> operations;
    private final int[] next;
    private final int[] previous;
    private final int[] operationOf;
    private final int[] returnOf;
    private final Set<Visited> visited = new HashSet<>();
    private int knownLeft;

    private OrderSearch(List<Timed<S>> operations) {
        this.operations = operations;
        int events = 2 * operations.size();
        next = new int[events + 2];
        previous = new int[events + 2];
        operationOf = new int[events + 2];
        returnOf = new int[events + 2];
        link();
    }

    /** Searches for an order, in at most so many steps. */
    static <S> Verdict search(List<Timed<S>> calls, S initial, long stepBudget) {
        return calls.isEmpty() ? Verdict.LINEARIZABLE : new OrderSearch<>(calls).search(initial, stepBudget);
    }

    /** Builds one list of calls and returns in the order of their times; slot 0 is the head. */
    private void link() {
        List<long[]> events = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Timed<S> operation = operations.get(i);
            events.add(new long[] {operation.calledAt(), 0, i});
            if (operation.known()) {
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

    private record Step<S>(int slot, S stateBefore) {}

    /** A copy of the set of placed operations, with the value of the register after them. */
    private static final class Visited {
        private final long[] done;
        private final Object state;

        Visited(long[] done, Object state) {
            this.done = done.clone();
            this.state = state;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Visited that && state.equals(that.state) && Arrays.equals(done, that.done);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(done) * 31 + state.hashCode();
        }
    }

    private Verdict search(S initial, long stepBudget) {
        long[] done = new long[(operations.size() + 63) / 64];
        List<Step<S>> path = new ArrayList<>();
        S state = initial;
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
                Step<S> step = path.remove(path.size() - 1);
                restore(step.slot());
                done[operationOf[step.slot()] / 64] &= ~(1L << operationOf[step.slot()]);
                state = step.stateBefore();
                slot = next[step.slot()];
                continue;
            }
            @Nullable S after = operations.get(operation).change().after(state);
            if (after != null) {
                done[operation / 64] |= 1L << operation;
                if (visited.add(new Visited(done, after))) {
                    path.add(new Step<>(slot, state));
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
