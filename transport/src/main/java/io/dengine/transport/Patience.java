package io.dengine.transport;

/**
 * How much longer than usual one side of a connection waits for the other, which may run on a starved machine: twice as
 * long after each failure in a row, up to {@value #MOST} times. Written by one thread, read by any.
 */
final class Patience {
    static final int MOST = 16;

    private volatile int factor = 1;

    void failed() {
        factor = Math.min(MOST, 2 * factor);
    }

    void succeeded() {
        factor = 1;
    }

    /** Returns the deadline in place of the usual one, in the same unit. */
    long of(long usual) {
        return factor * usual;
    }
}
