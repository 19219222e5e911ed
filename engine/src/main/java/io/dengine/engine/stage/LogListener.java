package io.dengine.engine.stage;

import io.dengine.core.Event;

/** Receives the results of the log stage. Called by its thread. */
interface LogListener {
    /** Reports entries that were read, or the end of an installation; {@link #logAdvanced} follows. */
    void tell(Event answer);

    /**
     * Reports that a group of tasks has ended or the room on the disk has changed: the persisted sequence may have
     * grown.
     */
    void logAdvanced();
}
