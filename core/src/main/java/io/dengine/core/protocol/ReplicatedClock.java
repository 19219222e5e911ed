package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;

/**
 * The replicated clock: the time that entries carry, and when this node saw it move. It follows the wall clock of the
 * leader, but never goes back, and never runs faster or slower than the monotonic clock allows since this node last
 * saw it move. So a key lease may end late, after a change of leader or an outage of all nodes, but never early by more
 * than the stated drift.
 *
 * <p>The two numbers change together and only here: a clock that moved without the moment at which that was seen would
 * count the same time twice.
 */
final class ReplicatedClock {
    private static final long MILLISECOND_NANOS = 1_000_000;

    private final int driftPartsPerMillion;
    private long millis;
    private long seenNanos;

    /** @param millis the latest time in the log, which this node sees now; 0 if there is none */
    ReplicatedClock(CoreConfig config, long millis, long nowNanos) {
        this.driftPartsPerMillion = config.driftPartsPerMillion();
        this.millis = millis;
        this.seenNanos = nowNanos;
    }

    /** The latest time that this node has seen, in milliseconds since the epoch; 0 before the first entry. */
    long millis() {
        return millis;
    }

    /**
     * An entry that joins the log, or a snapshot, carries {@code seenMillis}. Its leader stamped it now or earlier. It
     * counts also where it is before what this node has seen: that was then an entry which is gone, and whoever runs a
     * lease began with the clock that is in the log.
     */
    void observe(long seenMillis, long nowNanos) {
        if (seenMillis != millis) {
            millis = seenMillis;
            seenNanos = nowNanos;
        }
    }

    /**
     * An entry that its leader stamped joins the log: this is what the leader's clock showed then, even if that was the
     * same as before. A leader that learned of the time late is behind, and what it grants begins with its clock.
     */
    void follow(long stampedMillis, long nowNanos) {
        millis = stampedMillis;
        seenNanos = nowNanos;
    }

    /**
     * Moves the clock on by what has certainly passed since this node saw it move, and returns it: a new leader's first
     * entry tells the time without a leader, so that what it lets live for a while lives on from now, not from before.
     */
    long advance(long nowNanos) {
        return millis == 0 ? millis : stamp(0, nowNanos);
    }

    /** Moves the clock on, as a leader does with each proposal, and returns it. */
    long stamp(long wallMillis, long nowNanos) {
        if (millis == 0) {
            observe(Math.max(wallMillis, 1), nowNanos);
            return millis;
        }
        long elapsedNanos = nowNanos - seenNanos;
        long driftNanos = elapsedNanos / 1_000 * driftPartsPerMillion / 1_000;
        long least = millis + (elapsedNanos - driftNanos) / MILLISECOND_NANOS;
        long most = millis + (elapsedNanos + driftNanos) / MILLISECOND_NANOS;
        long stamped = Math.max(least, Math.min(wallMillis, most));
        if (stamped > millis) {
            // What is left of a millisecond counts for the next stamp: lost a thousand times a second, it would add up.
            long restNanos = elapsedNanos - (stamped - millis) * MILLISECOND_NANOS;
            seenNanos = nowNanos - Math.clamp(restNanos, 0, MILLISECOND_NANOS - 1);
            millis = stamped;
        }
        return millis;
    }
}
