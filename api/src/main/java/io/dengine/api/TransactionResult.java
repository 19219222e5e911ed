package io.dengine.api;

import java.util.List;

/**
 * What a transaction did.
 *
 * @param revision of the store after it
 * @param succeeded whether the conditions held, and so which branch was taken
 * @param results one for each step of that branch, in order
 */
public record TransactionResult(long revision, boolean succeeded, List<OperationResult> results) {
    public TransactionResult {
        results = List.copyOf(results);
    }
}
