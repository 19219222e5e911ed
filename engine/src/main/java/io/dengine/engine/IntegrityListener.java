package io.dengine.engine;

/**
 * Receives the results of reading stored data again and of comparing states. Called by a stage's thread: an
 * implementation must return at once, and must not throw.
 */
@FunctionalInterface
public interface IntegrityListener {
    void reported(IntegrityReport report);
}
