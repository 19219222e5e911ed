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
    public ReadOutcome {
        rows = List.copyOf(rows);
    }
}
