package io.dengine.transport;

/**
 * The factor by which one side of a connection waits longer than usual for the other, which may run on a starved
 * machine: doubled by each failure in a row, up to {@value #MOST}. Written by one thread, read by any.
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
