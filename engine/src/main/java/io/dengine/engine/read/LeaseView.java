package io.dengine.engine.read;

/**
 * The right to read without asking anybody, as the core granted it.
 *
 * <p>It ends by two clocks, whichever says so first. The monotonic one may have stood still while the whole machine was
 * suspended, be it for a moment, and only the wall clock shows that.
 *
 * @param term in which this node leads
 * @param validUntilNanos the end by the monotonic clock, exclusive
 * @param floorIndex must be applied first
 * @param earliestWallMillis the wall clock when it was granted, less the tolerance
 * @param endWallMillis the end by the wall clock, exclusive
 */
public record LeaseView(long term, long validUntilNanos, long floorIndex, long earliestWallMillis, long endWallMillis) {
    /** Whether it lasts at this moment. */
    public boolean covers(long nowNanos, long wallMillis) {
        return nowNanos < validUntilNanos && wallMillis >= earliestWallMillis && wallMillis < endWallMillis;
    }
}
