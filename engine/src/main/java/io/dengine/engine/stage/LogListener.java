package io.dengine.engine.stage;

import io.dengine.core.Event;

/** Who is told what the log stage has done. Called by its thread. */
interface LogListener {
    /** An answer to a fetch; {@link #logAdvanced} follows. */
    void fetched(Event.Fetched answer);

    /** A group of tasks is done: the persisted sequence may have grown. */
    void logAdvanced();
}
