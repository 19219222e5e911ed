package io.dengine.server.call;

/** A message from another thread to the event loop of a connection. */
sealed interface Arrival {
    /**
     * A call was answered.
     *
     * @param frameBytes the size of the call's frame
     */
    record Finished(long id, int frameBytes, CallMemory.Kept kept) implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
