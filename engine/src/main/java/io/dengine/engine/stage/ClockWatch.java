package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.engine.read.LeaderLease;
import org.jspecify.annotations.Nullable;

/**
 * Detects that time passed unnoticed: the machine was suspended while its monotonic clock stood still, a clock jumped,
 * or the core's thread was not scheduled. A leader lease depends on time, so no lease that depends on earlier times may
 * be used then.
 */
final class ClockWatch {
    private static final long MILLISECOND_NANOS = 1_000_000;

    private final long toleranceNanos;
    private final long toleranceMillis;
    private final long leaseNanos;

    private long lastNanos;
    private long lastWallMillis;
    private long disturbedNanos = Long.MIN_VALUE;

    /**
     * The least by which the wall clock was ahead of the monotonic one, in the present and in the last period, each as
     * long as a lease: for every message sent within a lease from now, it was ahead by at least that much. A suspension
     * that is too short to be distinguished from corrections by time services shows only in this.
     */
    private long leastAheadMillis;

    private long leastAheadBeforeMillis;
    private long periodNanos;

    ClockWatch(long toleranceNanos, long leaseNanos, long nowNanos, long wallMillis) {
        this.toleranceNanos = toleranceNanos;
        this.toleranceMillis = Math.max(1, toleranceNanos / MILLISECOND_NANOS);
        this.leaseNanos = leaseNanos;
        this.lastNanos = nowNanos;
        this.lastWallMillis = wallMillis;
        beginPeriods(nowNanos, aheadMillis(nowNanos, wallMillis));
    }

    private static long aheadMillis(long nowNanos, long wallMillis) {
        return wallMillis - Math.ceilDiv(nowNanos, MILLISECOND_NANOS);
    }

    private void beginPeriods(long nowNanos, long aheadMillis) {
        periodNanos = nowNanos;
        leastAheadMillis = aheadMillis;
        leastAheadBeforeMillis = aheadMillis;
    }

    private void compare(long nowNanos, long aheadMillis) {
        if (nowNanos - periodNanos > leaseNanos) {
            periodNanos = nowNanos;
            leastAheadBeforeMillis = leastAheadMillis;
            leastAheadMillis = aheadMillis;
        } else {
            leastAheadMillis = Math.min(leastAheadMillis, aheadMillis);
        }
    }

    /**
     * Returns whether time was lost since the last call. Called for every step of the core's stage.
     *
     * @param dueNanos the time at which the stage should have run at the latest
     */
    boolean isDisturbed(long nowNanos, long wallMillis, long dueNanos) {
        long monotonicMillis = (nowNanos - lastNanos) / MILLISECOND_NANOS;
        long wallElapsedMillis = wallMillis - lastWallMillis;
        boolean jumped = Math.abs(wallElapsedMillis - monotonicMillis) > toleranceMillis;
        boolean late = dueNanos != Stage.NO_DEADLINE && nowNanos - dueNanos > toleranceNanos;
        lastNanos = nowNanos;
        lastWallMillis = wallMillis;
        long aheadMillis = aheadMillis(nowNanos, wallMillis);
        if (jumped || late) {
            disturbedNanos = nowNanos;
            beginPeriods(nowNanos, aheadMillis); // nothing sent before counts
        } else {
            compare(nowNanos, aheadMillis);
        }
        return jumped || late;
    }

    /**
     * Returns the lease for a grant, or null if the grant revokes the lease, or depends on a round from before a
     * disturbance.
     */
    @Nullable
    LeaderLease view(Effect.LeaseGranted granted) {
        if (granted.validUntilNanos() == Long.MIN_VALUE || granted.validUntilNanos() - leaseNanos <= disturbedNanos) {
            return null;
        }
        long endMillis = Math.floorDiv(granted.validUntilNanos(), MILLISECOND_NANOS)
                + Math.min(leastAheadMillis, leastAheadBeforeMillis);
        return new LeaderLease(
                granted.term(),
                granted.validUntilNanos(),
                granted.floorIndex(),
                lastWallMillis - toleranceMillis,
                endMillis);
    }
}
