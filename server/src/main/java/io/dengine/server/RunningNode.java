package io.dengine.server;

import java.util.concurrent.CompletableFuture;

/** A node that has been started: the program waits for its end and asks it to stop. */
interface RunningNode {
    /** Returns one line for the banner: the addresses on which it listens. */
    String description();

    /** Completes exceptionally if the node stops itself; never completes otherwise. */
    CompletableFuture<Void> failure();

    /** Transfers leadership, stops serving, and releases all resources. Takes a bounded time. */
    void stop();
}
