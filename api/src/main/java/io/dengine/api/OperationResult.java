package io.dengine.api;

import java.util.List;

/**
 * What a step of a transaction did.
 *
 * @param changedKeys how many keys it stored or removed
 * @param rows what it read; for a put or a delete of one key, what the key held before
 * @param more whether a read stopped at its limit, or rows were left out because those of all steps together would
 *     take more than 32 MiB
 */
public record OperationResult(long changedKeys, List<KeyValue> rows, boolean more) {
    public OperationResult {
        rows = List.copyOf(rows);
    }
}
