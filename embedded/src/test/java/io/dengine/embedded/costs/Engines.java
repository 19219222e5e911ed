package io.dengine.embedded.costs;

import io.dengine.api.AsyncClient;

/** A cluster in this process whose work is counted. */
interface Engines extends AutoCloseable {
    /** Waits until a node leads, and returns a client that uses this node as an embedded engine. */
    AsyncClient client();

    /** Returns the term; waits for one with a leader. It differs between two calls if the leader has changed. */
    long term();

    @Override
    void close();
}
