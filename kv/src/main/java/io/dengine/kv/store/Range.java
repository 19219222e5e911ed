package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import java.util.List;

/**
 * What a read of several keys found, all of it at one revision.
 *
 * @param rows the keys that were present
 * @param revision that was read
 * @param more whether the read stopped at its limit before the end of its range
 */
public record Range(List<KeyValue> rows, long revision, boolean more) {
    public Range {
        rows = List.copyOf(rows);
    }
}
