package io.dengine.engine;

import io.dengine.engine.port.TimeSource;

/** Clocks that a test moves. */
public final class ManualTime implements TimeSource {
    private long nanos = 1_000_000_000L;
    private long wallOffsetMillis = 1_700_000_000_000L;

    public void advanceMillis(long millis) {
        nanos += millis * 1_000_000;
    }

    public void jumpWallMillis(long millis) {
        wallOffsetMillis += millis;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return wallOffsetMillis + nanos / 1_000_000;
    }
}
