package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import org.jspecify.annotations.Nullable;

/** Whom the snapshot stage tells what it has done. Called by its thread. */
interface SnapshotOwner {
    /** The core must know. */
    void tell(Event event);

    /** What is stored is damaged: another one must be taken. */
    void wanted();

    /** A snapshot was stored, or, if null, given up. */
    void taken(@Nullable SnapshotMeta meta, long sizeBytes);
}
