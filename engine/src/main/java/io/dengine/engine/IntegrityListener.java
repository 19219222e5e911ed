package io.dengine.engine;

/**
 * Is told what was found in data at rest, and by comparing states. Called by a stage's thread: an implementation must
 * return at once, and must not throw.
 */
@FunctionalInterface
public interface IntegrityListener {
    void reported(IntegrityReport report);
}
