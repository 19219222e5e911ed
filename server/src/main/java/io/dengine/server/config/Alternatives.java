package io.dengine.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys that express one setting in different ways. One source may use only one of them; a later source that uses
 * another one replaces what an earlier source said.
 */
final class Alternatives {
    private static final String FLUSH = "raft.persistence.flush_policy";
    private static final String EXPIRY = "raft.state_machine.lease.";

    private static final List<List<String>> GROUPS = List.of(
            List.of(FLUSH, FLUSH + ".Batch.threshold"),
            List.of(FLUSH, FLUSH + ".Batch.interval_ms", FLUSH + ".Batch.idle_flush_interval_ms"),
            List.of(EXPIRY + "cleanup_interval_ms", EXPIRY + "interval_ms"));

    private Alternatives() {}

    /** Returns the keys that say something else about the setting of the key at {@code path}. */
    static List<String> of(String path) {
        List<String> others = new ArrayList<>();
        for (List<String> group : GROUPS) {
            if (group.contains(path)) {
                group.stream().filter(other -> !other.equals(path)).forEach(others::add);
            }
        }
        return others;
    }
}
