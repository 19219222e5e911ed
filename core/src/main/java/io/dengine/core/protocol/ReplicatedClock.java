package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;

/**
 * The replicated clock: the time that entries carry, and when this node saw it move. It follows the wall clock of the
 * leader, but never goes back, and never runs faster or slower than the monotonic clock allows since this node last saw
 * it move. So a key lease may end late, after a change of leader or an outage of all nodes, but never early by more
 * than the stated drift.
 *
 * <p>The two numbers change together and only here: if the clock moved without the time at which that was seen, the
 * same time would be counted twice.
 */
final class ReplicatedClock {
    private static final long MILLISECOND_NANOS = 1_000_000;

    private final int driftPartsPerMillion;
    private long millis;
    private long seenNanos;

    /**
     * Creates the clock.
     *
     * @param millis the latest time in the log, which this node sees now; 0 if there is none
     */
    ReplicatedClock(CoreConfig config, long millis, long nowNanos) {
        this.driftPartsPerMillion = config.driftPartsPerMillion();
        this.millis = millis;
        this.seenNanos = nowNanos;
    }

    /** Returns the latest time that this node has seen, in milliseconds since the epoch; 0 before the first entry. */
    long millis() {
        return millis;
    }

    /**
     * Takes over {@code seenMillis} from an entry that joins the log, or from a snapshot. Its leader stamped it now or
     * earlier. It counts even if it is earlier than what this node has seen: that was then an entry which is gone, and
     * every key lease began with the clock that is in the log.
     */
    void observe(long seenMillis, long nowNanos) {
        if (seenMillis != millis) {
            millis = seenMillis;
            seenNanos = nowNanos;
        }
    }

    /**
     * Takes over the time of an entry that its leader stamped: the leader's clock showed it then, even if it is the
     * same as before. A leader that learned of the time late is behind, and the key leases that it grants begin with
     * its clock.
     */
    void follow(long stampedMillis, long nowNanos) {
        millis = stampedMillis;
        seenNanos = nowNanos;
    }

    /**
     * Advances the clock by the time that has certainly passed since this node saw it move, and returns it. A new
     * leader's first entry thereby accounts for the time without a leader, so that a key lease that it grants begins
     * now, not earlier.
     */
    long advance(long nowNanos) {
        return millis == 0 ? millis : stamp(0, nowNanos);
    }

    /** Advances the clock, as a leader does with each proposal, and returns it. */
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
            // The rest of a millisecond counts for the next stamp: lost a thousand times a second, it would add up.
            long restNanos = elapsedNanos - (stamped - millis) * MILLISECOND_NANOS;
            seenNanos = nowNanos - Math.clamp(restNanos, 0, MILLISECOND_NANOS - 1);
            millis = stamped;
        }
        return millis;
    }
}
