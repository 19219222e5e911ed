package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.util.List;

/** Three running nodes. */
interface Cluster extends AutoCloseable {
    /** Opens connections for one workload, to the leader or to all nodes, as the workload requires. */
    Traffic open(Workload workload, int connections) throws BenchException;

    /** Returns the processes of the nodes. */
    List<Long> pids();

    /** Ends the processes, and waits for their end. */
    @Override
    void close();
}
