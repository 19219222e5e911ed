package io.dengine.engine.stage;

/**
 * Measures how long committed entries wait to be applied. What is committed must be applied, so a leader that commits
 * faster than it applies would collect hours of work in a log that it must keep, and could answer nobody meanwhile.
 *
 * <p>Owned by the core's thread.
 */
final class ApplyLag {
    private final long maxNanos;

    /** An index that was committed at {@link #markedNanos}, and no later one is known to be applied. */
    private long markedIndex;

    private long markedNanos;

    /** @param maxNanos the delay from which on new commands are refused */
    ApplyLag(long maxNanos) {
        this.maxNanos = maxNanos;
    }

    void observe(long commitIndex, long appliedIndex, long nowNanos) {
        if (appliedIndex >= markedIndex) {
            markedIndex = commitIndex;
            markedNanos = nowNanos;
        }
    }

    /** Returns whether the oldest entry that is not applied was committed too long ago. */
    boolean isTooLong(long appliedIndex, long nowNanos) {
        return appliedIndex < markedIndex && nowNanos - markedNanos > maxNanos;
    }
}
