package io.dengine.server.call;

import io.dengine.call.Answer;

/** A message from another thread to the event loop of a connection. */
sealed interface Arrival {
    /** A call was answered. It holds the memory of the answer. */
    record Finished(ServedCall call, Answer answer) implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
