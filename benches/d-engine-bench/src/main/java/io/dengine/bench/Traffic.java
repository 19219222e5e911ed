package io.dengine.bench;

/** Connections of one protocol to the cluster, ready to carry calls of one workload. */
public interface Traffic extends AutoCloseable {
    /** Returns the caller that makes the calls of one client, and reports to it how each has ended. */
    Caller caller(int index, LogicalClient client);

    /** Begins the first call of a client, on the thread that suits these connections. */
    default void begin(LogicalClient client) {
        client.next();
    }

    @Override
    void close();
}
