package io.dengine.simulator.check;

import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Creates linearizable histories of a register, and decides small histories by trying every order. */
final class Histories {
    private Histories() {}

    /** A compare-and-swap with a known or unknown outcome. */
    static Operation swap(
            long id, long expected, long value, boolean swapped, Outcome outcome, long calledAt, long returnedAt) {
        return new Operation(
                id, Operation.Call.COMPARE_AND_SWAP, value, expected, swapped ? 1 : 0, outcome, calledAt, returnedAt);
    }

    /** Returns a history in which each operation is applied at one moment between its call and its return. */
    static List<Operation> legal(SplittableRandom random, int count) {
        List<Operation> history = new ArrayList<>();
        long state = Operation.ABSENT;
        for (int i = 0; i < count; i++) {
            long effect = 1_000L + 10L * i;
            long called = effect - 1 - random.nextInt(25);
            long returned = effect + 1 + random.nextInt(25);
            int kind = random.nextInt(10);
            Outcome outcome = kind >= 8 ? Outcome.UNKNOWN : Outcome.OK;
            if (kind < 4) {
                history.add(Operation.read(i, state, called, returned));
            } else if (kind % 2 == 0) {
                history.add(Operation.write(i, i + 1, outcome, called, returned));
                state = i + 1L;
            } else {
                long expected = random.nextBoolean() ? state : random.nextLong(1, count + 1);
                boolean swaps = expected == state;
                history.add(swap(i, expected, i + 1, swaps, outcome, called, returned));
                state = swaps ? i + 1L : state;
            }
        }
        return history;
    }

    /**
     * Adds operations that overlap a lot, a quarter of them with unknown outcomes: some that took effect, late or in
     * time, and some that never did. A tenth of them delete.
     *
     * @param values receives the values that the register had, one after the other
     */
    static void mostlyUnknown(SplittableRandom random, int count, List<Operation> history, List<Long> values) {
        long state = Operation.ABSENT;
        for (int i = 0; i < count; i++) {
            long effect = 1_000L + 10L * i;
            long called = effect - 1 - random.nextInt(150);
            long returned = effect + 1 + random.nextInt(150);
            boolean unknown = random.nextInt(4) == 0;
            boolean happens = !unknown || random.nextInt(3) == 0;
            long calledEarly = unknown ? called - random.nextInt(2_000) : called;
            Outcome outcome = unknown ? Outcome.UNKNOWN : Outcome.OK;
            int kind = random.nextInt(10);
            long after = state;
            if (kind < 4) {
                history.add(Operation.read(i, state, called, returned));
            } else if (kind == 4) {
                history.add(Operation.write(i, Operation.ABSENT, outcome, calledEarly, returned));
                after = happens ? Operation.ABSENT : state;
            } else if (kind < 7) {
                history.add(Operation.write(i, i + 1L, outcome, calledEarly, returned));
                after = happens ? i + 1L : state;
            } else {
                long expected = random.nextInt(4) > 0 ? state : random.nextLong(1, count + 1L);
                boolean swaps = happens && expected == state;
                history.add(swap(i, expected, i + 1L, swaps, outcome, calledEarly, returned));
                after = swaps ? i + 1L : state;
            }
            if (after != state) {
                values.add(after);
                state = after;
            }
        }
    }

    static List<Operation> arbitrary(SplittableRandom random, int count) {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long called = random.nextLong(20);
            long returned = called + 1 + random.nextLong(12);
            Outcome outcome = random.nextInt(5) == 0 ? Outcome.UNKNOWN : Outcome.OK;
            switch (random.nextInt(3)) {
                case 0 -> history.add(Operation.read(i, random.nextLong(3), called, returned));
                case 1 -> history.add(Operation.write(i, 1 + random.nextLong(2), outcome, called, returned));
                default ->
                    history.add(swap(
                            i,
                            random.nextLong(3),
                            1 + random.nextLong(2),
                            random.nextBoolean(),
                            outcome,
                            called,
                            returned));
            }
        }
        return history;
    }

    /** Tries every order of the operations. */
    static boolean isLinearizable(List<Operation> history, long state) {
        boolean known = false;
        for (Operation first : history) {
            known |= first.isKnown();
        }
        if (!known) {
            return true;
        }
        for (Operation first : history) {
            long after = first.applyTo(state);
            if (after != Operation.IMPOSSIBLE && mayBeFirst(first, history)) {
                List<Operation> rest = new ArrayList<>(history);
                rest.remove(first);
                if (isLinearizable(rest, after)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayBeFirst(Operation first, List<Operation> history) {
        for (Operation other : history) {
            if (other.isKnown() && other.returnedAt() < first.calledAt()) {
                return false;
            }
        }
        return true;
    }
}
