package io.dengine.api;

import java.util.List;

/**
 * The result of one operation of a transaction. Immutable.
 *
 * @param changedKeys the number of keys that the operation stored or deleted
 * @param rows the rows that it read; for a put or a delete of one key, the key as it was before, if it was present
 * @param more whether a read stopped at its limit, or rows were omitted because the rows of all operations of the
 *     transaction together would exceed 32 MiB
 */
public record OperationResult(long changedKeys, List<KeyValue> rows, boolean more) {
    public OperationResult {
        rows = List.copyOf(rows);
    }
}
