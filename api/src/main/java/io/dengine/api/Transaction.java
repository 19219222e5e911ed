package io.dengine.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Conditions, the steps that are taken if all of them hold, and those that are taken if not; in one change of the
 * store. Immutable.
 *
 * <pre>{@code
 *   Transaction.when(Compare.absent(key))
 *           .then(new Operation.Put(key, value))
 *           .otherwise(new Operation.Get(key))
 * }</pre>
 *
 * @param compares none for a transaction that takes the first branch in any case
 * @param thenOperations in the order in which they are taken; each sees what those before it did
 * @param elseOperations likewise
 */
public record Transaction(List<Compare> compares, List<Operation> thenOperations, List<Operation> elseOperations) {
    public Transaction {
        compares = List.copyOf(compares);
        thenOperations = List.copyOf(thenOperations);
        elseOperations = List.copyOf(elseOperations);
    }

    /** A transaction under conditions, without steps yet. */
    public static Transaction when(Compare... conditions) {
        return new Transaction(List.of(conditions), List.of(), List.of());
    }

    /** A transaction without conditions. */
    public static Transaction of(Operation... steps) {
        return when().then(steps);
    }

    /** With further steps for when the conditions hold. */
    public Transaction then(Operation... steps) {
        return new Transaction(compares, joined(thenOperations, steps), elseOperations);
    }

    /** With further steps for when they do not. */
    public Transaction otherwise(Operation... steps) {
        return new Transaction(compares, thenOperations, joined(elseOperations, steps));
    }

    private static List<Operation> joined(List<Operation> before, Operation... steps) {
        List<Operation> all = new ArrayList<>(before);
        all.addAll(List.of(steps));
        return all;
    }
}
