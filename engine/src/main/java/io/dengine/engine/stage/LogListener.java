package io.dengine.engine.stage;

import io.dengine.core.Event;

/** Who is told what the log stage has done. Called by its thread. */
interface LogListener {
    /** Entries that were read, or the end of an installation; {@link #logAdvanced} follows. */
    void tell(Event answer);

    /** A group of tasks is done: the persisted sequence may have grown. */
    void logAdvanced();
}
