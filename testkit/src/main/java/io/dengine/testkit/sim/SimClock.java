package io.dengine.testkit.sim;

import io.dengine.engine.port.TimeSource;

/**
 * One machine's clocks: a monotonic one that runs a little too fast or too slow, now more and now less, and a wall
 * clock that may be set.
 */
final class SimClock implements TimeSource {
    /** 2020-01-01, so that the wall clock looks like one. */
    private static final long EPOCH_MILLIS = 1_577_836_800_000L;

    private final Scheduler scheduler;
    private double rate;

    /** What this clock showed when its rate changed last, and the true time of that. */
    private long sinceLocalNanos;

    private long sinceTrueNanos;
    private long wallOffsetMillis;

    /** @param rate local nanoseconds for each true one */
    SimClock(Scheduler scheduler, double rate, long originNanos) {
        this.scheduler = scheduler;
        this.rate = rate;
        this.sinceLocalNanos = originNanos;
    }

    @Override
    public long nanoTime() {
        return sinceLocalNanos + (long) ((scheduler.nowNanos() - sinceTrueNanos) * rate);
    }

    @Override
    public long wallMillis() {
        return EPOCH_MILLIS + scheduler.nowNanos() / Scheduler.MILLI + wallOffsetMillis;
    }

    /** The true time at which this clock shows {@code localNanos} or a little more. */
    long trueNanos(long localNanos) {
        return sinceTrueNanos + (long) Math.ceil((localNanos - sinceLocalNanos) / rate) + 1;
    }

    /** From now on the monotonic clock runs at another rate. */
    void runAt(double newRate) {
        sinceLocalNanos = nanoTime();
        sinceTrueNanos = scheduler.nowNanos();
        rate = newRate;
    }

    /** Somebody sets the wall clock. */
    void jumpTo(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }
}
