package io.dengine.bench.cluster;

import io.dengine.bench.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Starts a system as nodes on this machine. */
public interface Launcher {
    /** The maximum time until a cluster must serve, in seconds. */
    long READY_SECS = 60;

    /** The usual number of nodes. */
    int NODES = 3;

    /**
     * Starts a cluster without data and waits until it serves.
     *
     * @param directory an empty directory for all files of the nodes
     */
    Cluster start(Path directory) throws IOException, BenchException;

    /** Returns a description of the nodes' configuration, for the report. */
    String configured();

    /** Returns the operations that the system supports. */
    default Set<Operation> operations() {
        return EnumSet.allOf(Operation.class);
    }
}
