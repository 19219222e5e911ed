package io.dengine.engine.stage;

/** A growing number that one stage reports to another: only the newest value matters, so nothing has to queue. */
final class LongSlot {
    private volatile long value;

    LongSlot(long initial) {
        value = initial;
    }

    /** Sets the value. Called by one thread, with growing values. */
    void publish(long newValue) {
        value = newValue;
    }

    long get() {
        return value;
    }
}
