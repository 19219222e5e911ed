package io.dengine.simulator.explore;

import java.util.Locale;

/** The progress of a search so far. */
final class Progress {
    private final long startedNanos = System.nanoTime();
    private final long deadlineNanos;
    long states;
    long transitions;
    long depth;

    Progress(long limitNanos) {
        deadlineNanos = limitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : startedNanos + limitNanos;
    }

    boolean isOver() {
        return deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0;
    }

    double seconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d states, %,d transitions, depth %d, %.1f s, %,.0f transitions/s",
                states,
                transitions,
                depth,
                seconds(),
                transitions / Math.max(1e-3, seconds()));
    }
}
