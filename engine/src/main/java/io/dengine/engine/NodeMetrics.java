package io.dengine.engine;

/**
 * Receives what a node does, for counters and histograms. Called by the stages' own threads: an implementation must
 * return at once, must not throw, and gets only numbers. Durations are in nanoseconds.
 */
public interface NodeMetrics {
    /** Counts nothing. */
    NodeMetrics NONE = new NodeMetrics() {};

    /** Reports that one proposal of the core holds this many commands. */
    default void proposalsBatched(int commands) {}

    /** Reports that one command of this node was committed, this long after it was accepted. */
    default void proposalCommitted(long nanos) {}

    /** Reports that one command of this node was applied, this long after it was accepted. */
    default void proposalApplied(long nanos) {}

    /** Reports that one read was answered, this long after it was accepted. */
    default void readAnswered(long nanos) {}

    /** Reports that one call appended this much to the log. */
    default void entriesAppended(int entries, long bytes, long nanos) {}

    /** Reports that the log was synced. */
    default void logSynced(long nanos) {}

    /** Reports that the state machine applied one chunk. */
    default void entriesApplied(int entries, long nanos) {}

    /** Reports that a request failed. */
    default void requestRefused(Refusal refusal) {}
}
