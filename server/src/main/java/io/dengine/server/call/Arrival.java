package io.dengine.server.call;

/** What other threads leave for the event loop of a connection. */
sealed interface Arrival {
    /**
     * A call was answered.
     *
     * @param frameBytes of the call
     */
    record Finished(long id, int frameBytes, CallMemory.Kept kept) implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
