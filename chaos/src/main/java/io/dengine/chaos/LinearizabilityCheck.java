package io.dengine.chaos;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the history of one key is linearizable: whether an order exists that respects real time and gives
 * every operation its observed result. Uses the search of Wing and Gong, with Lowe's cache of refuted states.
 */
final class LinearizabilityCheck {
    /** The result of a search. */
    enum Verdict {
        LINEARIZABLE,
        NOT_LINEARIZABLE,
        /** The search reached its limit of steps; the history may be either. */
        UNDECIDED
    }

    private record Refuted(BitSet done, @Nullable String value) {}

    private final Operation[] operations;
    private final BitSet certain;
    private final long maxSteps;
    private final Set<Refuted> refuted = new HashSet<>();
    private long steps;

    private LinearizabilityCheck(List<Operation> history, long maxSteps) {
        this.operations = history.stream()
                .sorted(Comparator.comparingLong(Operation::callNanos))
                .toArray(Operation[]::new);
        this.maxSteps = maxSteps;
        this.certain = new BitSet(operations.length);
        for (int i = 0; i < operations.length; i++) {
            certain.set(i, operations[i].isCertain());
        }
    }

    /** Checks the history of a key that is absent at first. */
    static Verdict judge(List<Operation> history, long maxSteps) {
        return new LinearizabilityCheck(history, maxSteps).search();
    }

    /** An operation that was appended to the order, and the value to restore when the search removes it again. */
    private record Choice(int operation, @Nullable String valueBefore) {}

    /** Searches depth first, with an explicit stack, because a history can be longer than a thread's stack is deep. */
    private Verdict search() {
        BitSet done = new BitSet(operations.length);
        String value = null;
        Choice[] order = new Choice[operations.length];
        int depth = 0;
        int candidate = 0;
        while (!isComplete(done)) {
            if (++steps > maxSteps) {
                return Verdict.UNDECIDED;
            }
            int next = nextCandidate(done, candidate, value);
            if (next >= 0) {
                order[depth++] = new Choice(next, value);
                value = valueAfter(operations[next], value);
                done.set(next);
                candidate = 0;
            } else if (depth > 0) {
                Choice taken = order[--depth];
                done.clear(taken.operation());
                value = taken.valueBefore();
                candidate = taken.operation() + 1;
            } else {
                return Verdict.NOT_LINEARIZABLE;
            }
        }
        return Verdict.LINEARIZABLE;
    }

    private boolean isComplete(BitSet done) {
        BitSet rest = (BitSet) certain.clone();
        rest.andNot(done);
        return rest.isEmpty();
    }

    /**
     * Returns the first operation from {@code from} on that may be next and does not lead to a refuted state, or -1.
     */
    private int nextCandidate(BitSet done, int from, @Nullable String value) {
        long firstReturn = firstReturn(done);
        for (int i = done.nextClearBit(from); i < operations.length; i = done.nextClearBit(i + 1)) {
            Operation operation = operations[i];
            if (operation.callNanos() > firstReturn) {
                return -1; // all later operations were called after another one had returned
            }
            boolean worthIt = operation.isCertain() || isNeeded(i, firstReturn, done, value);
            if (worthIt && fits(operation, value) && isNew(done, i, valueAfter(operation, value))) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns whether an operation of unknown outcome would make another operation possible directly after it. If not,
     * the search can omit it here: as it never returned, it may also be placed later, just before the first operation
     * that observes it.
     */
    private boolean isNeeded(int unknown, long firstReturn, BitSet done, @Nullable String value) {
        String after = valueAfter(operations[unknown], value);
        for (int i = done.nextClearBit(0); i < operations.length; i = done.nextClearBit(i + 1)) {
            Operation other = operations[i];
            if (other.callNanos() > firstReturn) {
                return false;
            }
            boolean notices = other.kind() != Operation.Kind.WRITE && !fits(other, value) && fits(other, after);
            if (i != unknown && notices) {
                return true;
            }
        }
        return false;
    }

    private long firstReturn(BitSet done) {
        long first = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < operations.length; i = done.nextClearBit(i + 1)) {
            if (operations[i].callNanos() > first) {
                break;
            }
            first = Math.min(first, operations[i].returnNanos());
        }
        return first;
    }

    private boolean isNew(BitSet done, int added, @Nullable String value) {
        BitSet state = (BitSet) done.clone();
        state.set(added);
        return refuted.add(new Refuted(state, value));
    }

    private static boolean fits(Operation operation, @Nullable String value) {
        return switch (operation.kind()) {
            case READ -> Objects.equals(operation.argument(), value);
            case WRITE -> true;
            // A swap of unknown outcome may also have failed; then it had no effect, and the search can omit it.
            case SWAP -> Objects.equals(operation.expected(), value) == operation.succeeded();
        };
    }

    private static @Nullable String valueAfter(Operation operation, @Nullable String value) {
        return switch (operation.kind()) {
            case READ -> value;
            case WRITE -> operation.argument();
            case SWAP -> operation.succeeded() ? operation.argument() : value;
        };
    }
}
