package io.dengine.engine;

import io.dengine.core.Effect;

/**
 * Receives what an operator may want to know. Called by the core's thread: an implementation must return at once, must
 * not throw, and limits the rate itself.
 */
@FunctionalInterface
public interface NoteListener {
    void noted(Effect.Note note);
}
