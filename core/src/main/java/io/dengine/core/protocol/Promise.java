package io.dengine.core.protocol;

/**
 * The promise of a node to elect no other leader for a while after it heard from one. The leader asks for the length
 * with each append, as its lease relies on it; a node never promises less than its own configuration says.
 *
 * <p>The longest promise that may not have ended is part of the hard state, and is stored before the answer to an
 * append leaves: after a restart the node waits for that time, whatever its configuration says by then.
 */
final class Promise {
    private final long ownNanos;
    private long storedNanos;
    private long untilNanos;

    /**
     * @param ownNanos the minimum election timeout that this node is configured for
     * @param storedNanos the promise in the hard state; 0 if there is none
     */
    Promise(long ownNanos, long storedNanos, long nowNanos) {
        this.ownNanos = ownNanos;
        this.storedNanos = storedNanos == 0 ? ownNanos : storedNanos;
        this.untilNanos = nowNanos;
    }

    /** Assumes that the node gave the promise just before it was restarted. */
    void assume(long nowNanos) {
        untilNanos = nowNanos + Math.max(ownNanos, storedNanos);
    }

    /**
     * Gives the promise to a leader that this node just heard from.
     *
     * @param askedNanos the time that the leader asks for
     * @return whether the hard state must be stored again
     */
    boolean give(long askedNanos, long nowNanos) {
        long nanos = Math.max(ownNanos, askedNanos);
        long until = nowNanos + nanos;
        // A longer promise that was given before ends with this one at the latest, or must not be forgotten yet.
        long toStore = until >= untilNanos ? nanos : Math.max(storedNanos, nanos);
        untilNanos = Math.max(untilNanos, until);
        boolean changes = toStore != storedNanos;
        storedNanos = toStore;
        return changes;
    }

    /** Returns the longest promise that may not have ended, as the hard state holds it. */
    long storedNanos() {
        return storedNanos;
    }

    /** Returns the time until which this node votes for no other leader. */
    long untilNanos() {
        return untilNanos;
    }
}
