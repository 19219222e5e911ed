package io.dengine.bench;

/** Connections of one protocol to the cluster, opened for the calls of one workload. */
public interface Traffic extends AutoCloseable {
    /** Returns the caller that makes the calls of one client and reports their results to it. */
    Caller caller(int index, LogicalClient client);

    /** Begins the first call of a client, on the thread that suits the protocol. */
    default void begin(LogicalClient client) {
        client.next();
    }

    @Override
    void close();
}
