package io.dengine.server;

import java.util.concurrent.CompletableFuture;

/** A node that has been started: the program waits for its end and asks it to stop. */
interface RunningNode {
    /** One line for the banner: where it listens and what it is. */
    String description();

    /** Completes exceptionally if the node stops itself; never completes otherwise. */
    CompletableFuture<Void> failure();

    /** Hands over leadership, stops serving, and releases everything. Takes a bounded time. */
    void stop();
}
