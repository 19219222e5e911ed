package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.util.List;

/** Three running nodes. */
interface Cluster extends AutoCloseable {
    /** Opens connections for one workload: to all nodes if any node may answer it, otherwise to the leader. */
    Traffic open(Workload workload, int connections) throws BenchException;

    /** Returns the process ids of the nodes. */
    List<Long> pids();

    /** Stops the processes and waits until they have ended. */
    @Override
    void close();
}
