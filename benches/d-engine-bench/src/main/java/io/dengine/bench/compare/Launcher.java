package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Starts a system as three nodes on this machine. */
interface Launcher {
    /** So long a cluster may take until it serves. */
    long READY_SECS = 60;

    int NODES = 3;

    /**
     * Starts a cluster without data and waits until it serves.
     *
     * @param directory empty; everything that the nodes write is in it
     */
    Cluster start(Path directory) throws IOException, BenchException;

    /** How the nodes are configured, for the report. */
    String configured();

    /** What it can do. */
    default Set<Operation> operations() {
        return EnumSet.allOf(Operation.class);
    }
}
