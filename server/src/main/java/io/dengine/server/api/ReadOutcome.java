package io.dengine.server.api;

import java.util.List;

/**
 * The result of a read, all of it at one revision.
 *
 * @param rows only the keys that are present: in the order of the request for a get (a key requested twice occurs
 *     twice), in key order for a scan
 * @param revision of the store that was read
 * @param more whether a scan stopped at its limit before the end of its range
 */
public record ReadOutcome(List<KeyValue> rows, long revision, boolean more) {
    private static final int ROW_BYTES = 128;

    public ReadOutcome {
        rows = List.copyOf(rows);
    }

    /** Returns the approximate memory size of the rows, in bytes. */
    public long sizeBytes() {
        long bytes = 0;
        for (KeyValue row : rows) {
            bytes += ROW_BYTES + row.key().length() + row.value().length();
        }
        return bytes;
    }
}
