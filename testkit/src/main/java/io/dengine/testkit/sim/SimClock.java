package io.dengine.testkit.sim;

import io.dengine.engine.port.TimeSource;

/**
 * One machine's clocks: a monotonic one that runs a little too fast or too slow, now more and now less, that moves in
 * grains and may stand still, and a wall clock that may be set, and may run at any rate.
 */
final class SimClock implements TimeSource {
    /** While the clock stands still, no time of the future is ever shown. */
    static final long NEVER = Long.MAX_VALUE;

    /** 2020-01-01, so that the wall clock looks like one. */
    private static final long EPOCH_MILLIS = 1_577_836_800_000L;

    private final Scheduler scheduler;
    private final long grainNanos;
    private double rate;
    private boolean standing;

    /** What this clock showed when its rate changed last, and the true time of that. */
    private long sinceLocalNanos;

    private long sinceTrueNanos;
    private double wallRate = 1;
    private long wallSinceNanos;
    private double wallBehindNanos;
    private long wallOffsetMillis;

    /**
     * @param rate local nanoseconds for each true one
     * @param grainNanos the clock stands still for so long, and then steps; at least 1
     */
    SimClock(Scheduler scheduler, double rate, long originNanos, long grainNanos) {
        this.scheduler = scheduler;
        this.rate = rate;
        this.sinceLocalNanos = originNanos;
        this.grainNanos = grainNanos;
    }

    @Override
    public long nanoTime() {
        return Math.floorDiv(exactNanos(), grainNanos) * grainNanos;
    }

    private long exactNanos() {
        return standing ? sinceLocalNanos : sinceLocalNanos + (long) ((scheduler.nowNanos() - sinceTrueNanos) * rate);
    }

    @Override
    public long wallMillis() {
        double nanos =
                scheduler.nowNanos() + wallBehindNanos + (wallRate - 1) * (scheduler.nowNanos() - wallSinceNanos);
        return EPOCH_MILLIS + (long) Math.floor(nanos / Scheduler.MILLI) + wallOffsetMillis;
    }

    /** The true time at which this clock shows {@code localNanos} or a little more. */
    long trueNanos(long localNanos) {
        if (standing) {
            return NEVER;
        }
        long shown = Math.ceilDiv(localNanos, grainNanos) * grainNanos;
        return sinceTrueNanos + (long) Math.ceil((shown - sinceLocalNanos) / rate) + 1;
    }

    /** From now on the monotonic clock runs at another rate. */
    void runAt(double newRate) {
        settle();
        rate = newRate;
    }

    /** The monotonic clock stands still from now on, or goes on from where it stood. */
    void stand(boolean still) {
        settle();
        standing = still;
    }

    /** The monotonic clock steps ahead, or begins at another time together with its machine. */
    void stepTo(long localNanos) {
        settle();
        sinceLocalNanos = localNanos;
    }

    private void settle() {
        sinceLocalNanos = exactNanos();
        sinceTrueNanos = scheduler.nowNanos();
    }

    /** Somebody sets the wall clock. */
    void jumpTo(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }

    /** From now on the wall clock runs at another rate; 0 lets it stand still. */
    void wallRunsAt(double newRate) {
        wallBehindNanos += (wallRate - 1) * (scheduler.nowNanos() - wallSinceNanos);
        wallSinceNanos = scheduler.nowNanos();
        wallRate = newRate;
    }
}
