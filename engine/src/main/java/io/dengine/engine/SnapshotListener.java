package io.dengine.engine;

/**
 * Receives reports about snapshots. Called by the stages' threads: an implementation must return at once, and must not
 * throw.
 */
@FunctionalInterface
public interface SnapshotListener {
    void reported(SnapshotReport report);
}
