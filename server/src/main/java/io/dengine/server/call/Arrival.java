package io.dengine.server.call;

import io.dengine.call.Answer;

/** What other threads leave for the event loop of a connection. */
sealed interface Arrival {
    /** A call was answered. */
    record Finished(long id, Answer answer) implements Arrival {}

    /** A watch may have something to send. */
    record Woken(ServedWatch watch) implements Arrival {}

    /** Leader or members may have changed. */
    record Cluster() implements Arrival {}
}
