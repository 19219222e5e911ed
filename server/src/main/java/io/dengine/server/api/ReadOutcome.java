package io.dengine.server.api;

import java.util.List;

/**
 * What a read found, all of it at one revision.
 *
 * @param rows only the keys that are present: in the order of the request for a get (a key asked twice comes twice), in
 *     the order of keys for a scan
 * @param revision of the store that was read
 * @param more whether a scan stopped at its limit before the end of its range
 */
public record ReadOutcome(List<KeyValue> rows, long revision, boolean more) {
    private static final int ROW_BYTES = 128;

    public ReadOutcome {
        rows = List.copyOf(rows);
    }

    /** About how much memory the rows take. */
    public long sizeBytes() {
        long bytes = 0;
        for (KeyValue row : rows) {
            bytes += ROW_BYTES + row.key().length() + row.value().length();
        }
        return bytes;
    }
}
