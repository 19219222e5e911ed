package io.dengine.engine.read;

/**
 * The right to read without asking anybody, as the core granted it.
 *
 * <p>It ends by two clocks. The monotonic one decides; but it may have stood still while the whole machine was
 * suspended, and only the wall clock shows that, so the lease ends also when that moved further than it should have.
 *
 * @param term in which this node leads
 * @param validUntilNanos the end by the monotonic clock, exclusive
 * @param floorIndex must be applied first
 * @param earliestWallMillis the wall clock when it was granted, less the tolerance
 * @param latestWallMillis the end by the wall clock, with the tolerance
 */
public record LeaseView(
        long term, long validUntilNanos, long floorIndex, long earliestWallMillis, long latestWallMillis) {
    /** Whether it lasts at this moment. */
    public boolean covers(long nowNanos, long wallMillis) {
        return nowNanos < validUntilNanos && wallMillis >= earliestWallMillis && wallMillis <= latestWallMillis;
    }
}
