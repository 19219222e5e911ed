package io.dengine.engine.stage;

import io.dengine.core.Effect;
import io.dengine.engine.read.LeaseView;
import org.jspecify.annotations.Nullable;

/**
 * Notices that time passed unseen: the machine was suspended while its monotonic clock stood still, a clock jumped, or
 * the core's thread was not scheduled. A lease rests on time, so none that rests on what was before may be used.
 */
final class ClockWatch {
    private final long toleranceNanos;
    private final long toleranceMillis;
    private final long leaseNanos;

    private long lastNanos;
    private long lastWallMillis;
    private long disturbedNanos = Long.MIN_VALUE;

    ClockWatch(long toleranceNanos, long leaseNanos, long nowNanos, long wallMillis) {
        this.toleranceNanos = toleranceNanos;
        this.toleranceMillis = Math.max(1, toleranceNanos / 1_000_000);
        this.leaseNanos = leaseNanos;
        this.lastNanos = nowNanos;
        this.lastWallMillis = wallMillis;
    }

    /**
     * Called for every step of the core's stage.
     *
     * @param dueNanos when the stage should have run at the latest
     * @return whether time was lost since the last call
     */
    boolean isDisturbed(long nowNanos, long wallMillis, long dueNanos) {
        long monotonicMillis = (nowNanos - lastNanos) / 1_000_000;
        long wallElapsedMillis = wallMillis - lastWallMillis;
        boolean jumped = Math.abs(wallElapsedMillis - monotonicMillis) > toleranceMillis;
        boolean late = dueNanos != Stage.NO_DEADLINE && nowNanos - dueNanos > toleranceNanos;
        lastNanos = nowNanos;
        lastWallMillis = wallMillis;
        if (jumped || late) {
            disturbedNanos = nowNanos;
        }
        return jumped || late;
    }

    /** What may be made of a grant: null if it takes the lease back, or rests on a round from before a disturbance. */
    @Nullable
    LeaseView view(Effect.LeaseGranted granted) {
        if (granted.validUntilNanos() == Long.MIN_VALUE || granted.validUntilNanos() - leaseNanos <= disturbedNanos) {
            return null;
        }
        long remainingMillis = Math.max(0, granted.validUntilNanos() - lastNanos) / 1_000_000;
        return new LeaseView(
                granted.term(),
                granted.validUntilNanos(),
                granted.floorIndex(),
                lastWallMillis - toleranceMillis,
                lastWallMillis + remainingMillis + toleranceMillis);
    }
}
