package io.dengine.engine.read;

/**
 * The leader lease as the core granted it: the right to read without asking a peer.
 *
 * <p>It ends by two clocks, whichever ends it first. The monotonic clock may have stood still while the whole machine
 * was suspended, even briefly, and only the wall clock shows that.
 *
 * @param term the term in which this node leads
 * @param validUntilNanos the end by the monotonic clock, exclusive
 * @param floorIndex the index that must be applied first
 * @param earliestWallMillis the wall clock when it was granted, less the tolerance
 * @param endWallMillis the end by the wall clock, exclusive
 */
public record LeaderLease(
        long term, long validUntilNanos, long floorIndex, long earliestWallMillis, long endWallMillis) {
    /** Returns whether the lease is valid at this moment. */
    public boolean covers(long nowNanos, long wallMillis) {
        return nowNanos < validUntilNanos && wallMillis >= earliestWallMillis && wallMillis < endWallMillis;
    }
}
