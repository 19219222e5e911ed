package io.dengine.engine.stage;

/** A growing number that one stage tells another: what matters is the newest value, so nothing has to queue. */
final class LongSlot {
    private volatile long value;

    LongSlot(long initial) {
        value = initial;
    }

    /** Called by one thread, with growing values. */
    void publish(long newValue) {
        value = newValue;
    }

    long get() {
        return value;
    }
}
