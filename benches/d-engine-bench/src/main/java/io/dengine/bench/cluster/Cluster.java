package io.dengine.bench.cluster;

import io.dengine.bench.BenchException;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.util.List;

/** Running nodes. */
public interface Cluster extends AutoCloseable {
    /** The number of threads that process gRPC calls: at most half of the processors, the same for all systems. */
    int IO_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** Opens connections for one workload: to all nodes if any node may answer it, otherwise to the leader. */
    Traffic open(Workload workload, int connections) throws BenchException;

    /** Returns the process ids of the nodes. */
    List<Long> pids();

    /** Stops the processes and waits until they have ended. */
    @Override
    void close();
}
