package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import org.jspecify.annotations.Nullable;

/** Receives the results of the snapshot stage. Called by its thread. */
interface SnapshotOwner {
    /** Reports an event to the core. */
    void tell(Event event);

    /** Reports that a stored snapshot is damaged: another one must be taken. */
    void wanted();

    /** Reports that a snapshot was stored, or, if null, that it failed. */
    void taken(@Nullable SnapshotMeta meta, long sizeBytes);
}
