package io.dengine.api;

import java.util.List;

/**
 * The result of a transaction. Immutable.
 *
 * @param revision the revision of the store after the transaction
 * @param succeeded whether all conditions held, and so which branch was executed
 * @param results one for each operation of that branch, in order
 */
public record TransactionResult(long revision, boolean succeeded, List<OperationResult> results) {
    public TransactionResult {
        results = List.copyOf(results);
    }
}
