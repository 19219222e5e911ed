package io.dengine.testkit.sim;

import io.dengine.engine.port.TimeSource;

/** One machine's clocks: a monotonic one that runs a little too fast or too slow, and a wall clock that may be set. */
final class SimClock implements TimeSource {
    /** 2020-01-01, so that the wall clock looks like one. */
    private static final long EPOCH_MILLIS = 1_577_836_800_000L;

    private final Scheduler scheduler;
    private final double rate;
    private final long bootNanos;
    private long wallOffsetMillis;

    /** @param rate local nanoseconds for each true one */
    SimClock(Scheduler scheduler, double rate, long originNanos) {
        this.scheduler = scheduler;
        this.rate = rate;
        this.bootNanos = originNanos;
    }

    @Override
    public long nanoTime() {
        return bootNanos + (long) (scheduler.nowNanos() * rate);
    }

    @Override
    public long wallMillis() {
        return EPOCH_MILLIS + scheduler.nowNanos() / Scheduler.MILLI + wallOffsetMillis;
    }

    /** The true time at which this clock shows {@code localNanos} or a little more. */
    long trueNanos(long localNanos) {
        return (long) Math.ceil((localNanos - bootNanos) / rate) + 1;
    }

    /** Somebody sets the wall clock. */
    void jumpTo(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }
}
