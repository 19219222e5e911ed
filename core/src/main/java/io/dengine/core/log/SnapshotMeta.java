package io.dengine.core.log;

import io.dengine.core.membership.Configuration;

/**
 * Where a log begins: everything up to {@code last} is in a snapshot of the state machine (or, at index 0, nothing has
 * happened yet).
 *
 * @param last the last entry that the snapshot covers
 * @param timeMillis the replicated clock at that entry
 * @param configuration the configuration in force at that entry
 */
public record SnapshotMeta(EntryId last, long timeMillis, Configuration configuration) {
    /** The beginning of a new cluster: nothing in the log, members as given. */
    public static SnapshotMeta bootstrap(Configuration configuration) {
        return new SnapshotMeta(EntryId.ZERO, 0, configuration);
    }

    public long index() {
        return last.index();
    }
}
