package io.dengine.simulator.check;

import io.dengine.simulator.check.Linearizability.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls can have taken effect one after the other, each between its call and its return: a depth-first
 * search for a legal order that undoes itself where it is stuck, and never visits the same set of finished calls with
 * the same state twice (Wing and Gong, Lowe).
 *
 * <p>Calls whose outcome is unknown may be placed at any time after they were made, or never, so a way that has placed
 * fewer of them can still do whatever another one can. Nothing is missed, and not every set of them is tried, because
 *
 * <ul>
 *   <li>a known call that can only observe is placed as soon as it is legal, and no other order is tried: where it
 *       comes later in a legal order, that order is legal with it here as well;
 *   <li>an unknown call is placed only right before one that it makes a difference to: where the next one has the same
 *       result and leaves the same state without it, the order without it is legal as well;
 *   <li>of unknown calls that do the same, the one that was made first is placed first: in an order that has a later
 *       one and not, or not yet, the first, the two can change places;
 *   <li>where the known calls and the state are those of a way that was a dead end, the search goes on only if it has
 *       not placed every unknown call that that one had placed.
 * </ul>
 *
 * @param <S> the state of the called object, immutable and compared by its content
 */
final class OrderSearch<S> {
    /** The effect of a call on a state. */
    interface Change<S> {
        /** Returns the state after the call, or null if the call cannot have had its result in {@code state}. */
        @Nullable
        S after(S state);
    }

    /**
     * One call.
     *
     * @param returnedAt ignored where the outcome is unknown
     * @param known whether the call surely took effect; else at any time after it was made, or never
     * @param observes whether the call changes no state in which it is legal
     * @param effect equal to that of another call of unknown outcome only if both do the same to every state
     */
    record Timed<S>(long calledAt, long returnedAt, boolean known, boolean observes, Object effect, Change<S> change) {}

    private final List<Timed<S>> operations;
    private final int[] next;
    private final int[] previous;
    private final int[] operationOf;
    private final int[] returnOf;
    private final long[] knownOperations;

    /** For a call of unknown outcome, the one that does the same and was made right before it, or {@link #NONE}. */
    private final int[] sameBefore;

    /**
     * The sets of placed calls, with states, that the search has visited, and the unknown calls that it had placed each
     * time.
     */
    private final Map<Visited, List<long[]>> visited = new HashMap<>();

    private int knownLeft;

    private OrderSearch(List<Timed<S>> operations, Comparator<Timed<S>> first) {
        this.operations = operations;
        int events = 2 * operations.size();
        next = new int[events + 2];
        previous = new int[events + 2];
        operationOf = new int[events + 2];
        returnOf = new int[events + 2];
        knownOperations = new long[(operations.size() + 63) / 64];
        sameBefore = new int[operations.size()];
        link(first);
        chainSame();
    }

    private void chainSame() {
        Map<Object, Integer> last = new HashMap<>();
        Arrays.fill(sameBefore, NONE);
        for (long[] event : inOrder()) {
            int operation = (int) event[2];
            if (!operation(event).known()) {
                Integer before = last.put(operation(event).effect(), operation);
                sameBefore[operation] = before == null ? NONE : before;
            }
        }
    }

    /**
     * Searches for a legal order in at most {@code stepBudget} steps: a third of them for each of three ways to choose
     * the call that is tried first. Most histories that are hard one way are easy another way.
     */
    static <S> Verdict search(List<Timed<S>> calls, S initial, long stepBudget) {
        List<Comparator<Timed<S>>> ways = List.of(
                Comparator.comparingLong(Timed::calledAt),
                Comparator.comparingLong(Timed::returnedAt),
                Comparator.<Timed<S>>comparingLong(Timed::calledAt).reversed());
        Verdict verdict = calls.isEmpty() ? Verdict.LINEARIZABLE : Verdict.UNDECIDED;
        for (int i = 0; verdict == Verdict.UNDECIDED && i < ways.size(); i++) {
            verdict = new OrderSearch<>(calls, ways.get(i)).search(initial, stepBudget / ways.size());
        }
        return verdict;
    }

    /**
     * Builds one list of calls and returns in the order of their times; slot 0 is the head. Calls that no return
     * separates are all free to be placed first: those that must be placed are tried first.
     */
    private void link(Comparator<Timed<S>> first) {
        List<long[]> events = new ArrayList<>();
        List<long[]> free = new ArrayList<>();
        Comparator<long[]> order = Comparator.<long[]>comparingInt(
                        event -> operation(event).known() ? 0 : 1)
                .thenComparing(this::operation, first);
        for (long[] event : inOrder()) {
            if (event[1] == 0) {
                free.add(event);
            } else {
                free.sort(order);
                events.addAll(free);
                free.clear();
                events.add(event);
            }
        }
        free.sort(order);
        events.addAll(free);
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
                knownOperations[operation / 64] |= 1L << operation;
                knownLeft++;
            }
        }
        next[slot] = END;
    }

    private Timed<S> operation(long[] event) {
        return operations.get((int) event[2]);
    }

    /** Returns rows of time, whether it is a return, and the number of the operation. */
    private List<long[]> inOrder() {
        List<long[]> events = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Timed<S> operation = operations.get(i);
            events.add(new long[] {operation.calledAt(), 0, i});
            if (operation.known()) {
                events.add(new long[] {operation.returnedAt(), 1, i});
            }
        }
        events.sort(Comparator.<long[]>comparingLong(e -> e[0]).thenComparingLong(e -> e[1]));
        return events;
    }

    private static final int END = -1;
    private static final int NONE = -1;

    private record Step<S>(int slot, S stateBefore, boolean certain) {}

    /** A set of known calls that are placed, and the state after them. */
    private static final class Visited {
        private final long[] done;
        private final Object state;

        Visited(long[] done, Object state) {
            this.done = done;
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
            if (slot == next[0]) {
                int certain = legalObservation(state);
                if (certain != END) {
                    done[operationOf[certain] / 64] |= 1L << operationOf[certain];
                    path.add(new Step<>(certain, state, true));
                    remove(certain);
                    slot = next[0];
                    continue;
                }
            }
            int operation = slot == END ? -1 : operationOf[slot];
            if (operation < 0) { // the return of a call that is not placed: what was placed before it is wrong
                Step<S> step;
                do {
                    if (path.isEmpty()) {
                        return Verdict.VIOLATED;
                    }
                    step = path.remove(path.size() - 1);
                    restore(step.slot());
                    done[operationOf[step.slot()] / 64] &= ~(1L << operationOf[step.slot()]);
                } while (step.certain());
                state = step.stateBefore();
                slot = next[step.slot()];
                continue;
            }
            @Nullable
            S after = isItsTurn(operation, done)
                    ? operations.get(operation).change().after(state)
                    : null;
            if (after != null && needsWhatIsBefore(operation, after, path)) {
                done[operation / 64] |= 1L << operation;
                if (leadsFurther(done, after)) {
                    path.add(new Step<>(slot, state, false));
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

    private boolean isItsTurn(int operation, long[] done) {
        int before = sameBefore[operation];
        return before == NONE || (done[before / 64] & 1L << before) != 0;
    }

    /** Returns the slot of a known call that can be placed now and only observes, or {@link #END}. */
    private int legalObservation(S state) {
        for (int slot = next[0]; slot != END && operationOf[slot] >= 0; slot = next[slot]) {
            Timed<S> operation = operations.get(operationOf[slot]);
            if (operation.known() && operation.observes() && operation.change().after(state) != null) {
                return slot;
            }
        }
        return END;
    }

    private boolean leadsFurther(long[] done, S state) {
        long[] known = new long[done.length];
        long[] unknown = new long[done.length];
        for (int i = 0; i < done.length; i++) {
            known[i] = done[i] & knownOperations[i];
            unknown[i] = done[i] & ~knownOperations[i];
        }
        List<long[]> before = visited.computeIfAbsent(new Visited(known, state), key -> new ArrayList<>(1));
        for (long[] placed : before) {
            if (includes(unknown, placed)) {
                return false;
            }
        }
        before.add(unknown);
        return true;
    }

    private static boolean includes(long[] set, long[] part) {
        for (int i = 0; i < set.length; i++) {
            if ((part[i] & ~set[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean needsWhatIsBefore(int operation, S after, List<Step<S>> path) {
        if (path.isEmpty()) {
            return true;
        }
        Step<S> last = path.get(path.size() - 1);
        return operations.get(operationOf[last.slot()]).known()
                || !after.equals(operations.get(operation).change().after(last.stateBefore()));
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
