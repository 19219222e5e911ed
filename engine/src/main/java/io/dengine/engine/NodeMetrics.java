package io.dengine.engine;

/**
 * Is told what a node does, for counters and histograms. Called by the stages' own threads: an implementation must
 * return at once, must not throw, and gets only numbers. Durations are in nanoseconds.
 */
public interface NodeMetrics {
    /** Counts nothing. */
    NodeMetrics NONE = new NodeMetrics() {};

    /** So many commands went into one proposal of the core. */
    default void proposalsBatched(int commands) {}

    /** One command of this node was committed, this long after it was accepted. */
    default void proposalCommitted(long nanos) {}

    /** One command of this node was applied, this long after it was accepted. */
    default void proposalApplied(long nanos) {}

    /** One read was answered, this long after it was accepted. */
    default void readAnswered(long nanos) {}

    /** One call appended this much to the log. */
    default void entriesAppended(int entries, long bytes, long nanos) {}

    /** The log was synced. */
    default void logSynced(long nanos) {}

    /** The state machine took one chunk. */
    default void entriesApplied(int entries, long nanos) {}

    /** A request failed. */
    default void requestRefused(Refusal refusal) {}
}
