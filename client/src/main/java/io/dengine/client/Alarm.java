package io.dengine.client;

/**
 * Something that is to happen at a time. It is its own element of the heap of its {@link Timers}, so that a hundred
 * thousand of them cost little more than a place in an array each.
 */
abstract class Alarm {
    /** The position of what is in no heap. */
    static final int NOWHERE = -1;

    // ---- the heap's
    long dueNanos;
    int heapPosition = NOWHERE;

    /**
     * The time has come; the alarm is not set any more. Must be short. It may have been set anew, or canceled, while
     * this call was about to be made.
     */
    abstract void ring();

    /** The client was closed while this was set: it will not ring. */
    abstract void clientClosed();
}
