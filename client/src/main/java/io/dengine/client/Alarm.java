package io.dengine.client;

/**
 * An action at a point in time. It is itself the element of the heap of its {@link Timers}, so that a hundred thousand
 * alarms cost little more than one array slot each.
 */
abstract class Alarm {
    /** The position of an alarm that is in no heap. */
    static final int NOWHERE = -1;

    // ---- owned by the heap
    long dueNanos;
    int heapPosition = NOWHERE;

    /**
     * Called when the alarm is due; the alarm is not set any more. Must return quickly. The alarm may have been set
     * again, or canceled, while this call was about to be made.
     */
    abstract void ring();

    /** Called when the client was closed while this was set: it will not ring. */
    abstract void clientClosed();
}
