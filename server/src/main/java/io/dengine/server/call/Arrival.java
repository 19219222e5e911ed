package io.dengine.server.call;

import io.dengine.call.Answer;
import java.util.concurrent.CompletableFuture;

/** A message from another thread to the event loop of a connection. */
sealed interface Arrival {
    /**
     * A call was answered.
     *
     * @param frameBytes the size of the call's frame
     * @param future the future that was completed
     */
    record Finished(long id, int frameBytes, CompletableFuture<Answer> future, CallMemory.Kept kept)
            implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
