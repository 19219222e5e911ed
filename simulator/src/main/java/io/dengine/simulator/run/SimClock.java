package io.dengine.simulator.run;

import io.dengine.engine.port.TimeSource;

/**
 * One machine's clocks: a monotonic clock that runs slightly too fast or too slow, at changing rates, in steps, and may
 * stand still; and a wall clock that may be set, and may run at any rate.
 */
final class SimClock implements TimeSource {
    /** The true time of any future local time while the clock stands still. */
    static final long NEVER = Long.MAX_VALUE;

    /** The initial wall time: the start of 2020, which is plausible. */
    private static final long EPOCH_MILLIS = 1_577_836_800_000L;

    private final Scheduler scheduler;
    private final long grainNanos;
    private double rate;
    private boolean standing;

    /** The local time of the last change of the rate; the next field is the true time of that moment. */
    private long sinceLocalNanos;

    private long sinceTrueNanos;
    private double wallRate = 1;
    private long wallSinceNanos;
    private double wallBehindNanos;
    private long wallOffsetMillis;

    /**
     * @param rate the local nanoseconds per true nanosecond
     * @param grainNanos the time for which the clock stands still before each step; at least 1
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

    /** Returns the true time at which this clock shows {@code localNanos} or slightly more. */
    long trueNanos(long localNanos) {
        if (standing) {
            return NEVER;
        }
        long shown = Math.ceilDiv(localNanos, grainNanos) * grainNanos;
        return sinceTrueNanos + (long) Math.ceil((shown - sinceLocalNanos) / rate) + 1;
    }

    /** Changes the rate of the monotonic clock. */
    void runAt(double newRate) {
        settle();
        rate = newRate;
    }

    /** Stops the monotonic clock, or continues it from where it stopped. */
    void stand(boolean still) {
        settle();
        standing = still;
    }

    /** Moves the monotonic clock ahead, or resets it together with its machine. */
    void stepTo(long localNanos) {
        settle();
        sinceLocalNanos = localNanos;
    }

    private void settle() {
        sinceLocalNanos = exactNanos();
        sinceTrueNanos = scheduler.nowNanos();
    }

    /** Sets the wall clock, as an operator can. */
    void jumpTo(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }

    /** Changes the rate of the wall clock; 0 stops it. */
    void wallRunsAt(double newRate) {
        wallBehindNanos += (wallRate - 1) * (scheduler.nowNanos() - wallSinceNanos);
        wallSinceNanos = scheduler.nowNanos();
        wallRate = newRate;
    }
}
