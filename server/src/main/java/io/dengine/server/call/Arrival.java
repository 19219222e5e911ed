package io.dengine.server.call;

import io.dengine.call.Answer;
import org.jspecify.annotations.Nullable;

/** A message from another thread to the event loop of a connection. */
sealed interface Arrival {
    /**
     * A call was answered. It holds the memory of the answer.
     *
     * @param answer null if there was no memory for the outcome of a write
     */
    record Finished(ServedCall call, @Nullable Answer answer) implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
