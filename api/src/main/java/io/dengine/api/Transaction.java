package io.dengine.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Conditions, the operations that are executed if all of them hold, and those that are executed otherwise; applied
 * atomically at one revision. Immutable.
 *
 * <pre>{@code
 *   Transaction.when(Compare.absent(key))
 *           .then(new Operation.Put(key, value))
 *           .otherwise(new Operation.Get(key))
 * }</pre>
 *
 * @param compares the conditions; without any, the first branch is executed
 * @param thenOperations in the order of execution; each sees the effects of those before it
 * @param elseOperations likewise
 */
public record Transaction(List<Compare> compares, List<Operation> thenOperations, List<Operation> elseOperations) {
    public Transaction {
        compares = List.copyOf(compares);
        thenOperations = List.copyOf(thenOperations);
        elseOperations = List.copyOf(elseOperations);
    }

    /** Returns a transaction with conditions and without operations. */
    public static Transaction when(Compare... conditions) {
        return new Transaction(List.of(conditions), List.of(), List.of());
    }

    /** Returns a transaction without conditions. */
    public static Transaction of(Operation... steps) {
        return when().then(steps);
    }

    /** Returns this transaction with further operations for the case that all conditions hold. */
    public Transaction then(Operation... steps) {
        return new Transaction(compares, joined(thenOperations, steps), elseOperations);
    }

    /** Returns this transaction with further operations for the case that a condition does not hold. */
    public Transaction otherwise(Operation... steps) {
        return new Transaction(compares, thenOperations, joined(elseOperations, steps));
    }

    private static List<Operation> joined(List<Operation> before, Operation... steps) {
        List<Operation> all = new ArrayList<>(before);
        all.addAll(List.of(steps));
        return all;
    }
}
