package io.dengine.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only increases. Safe for use by any thread. */
public final class Counter {
    private final LongAdder value = new LongAdder();

    public void increment() {
        value.increment();
    }

    /** @param amount at least 0 */
    public void add(long amount) {
        value.add(amount);
    }

    public long value() {
        return value.sum();
    }
}
