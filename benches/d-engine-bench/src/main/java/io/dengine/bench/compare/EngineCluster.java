package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.ClusterView;
import io.dengine.bench.Discovery;
import io.dengine.bench.Endpoint;
import io.dengine.bench.GrpcTraffic;
import io.dengine.bench.NativeTraffic;
import io.dengine.bench.Protocol;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cluster of this engine or of the original; both speak the protocol of the original's clients. */
final class EngineCluster implements Cluster {
    private final NodeProcesses processes;
    private final List<Endpoint> endpoints;
    private final Protocol protocol;

    private EngineCluster(NodeProcesses processes, List<Endpoint> endpoints, Protocol protocol) {
        this.processes = processes;
        this.endpoints = endpoints;
        this.protocol = protocol;
    }

    /** Waits until a leader serves, and returns the cluster. Stops the processes if no leader serves in time. */
    static Cluster ready(NodeProcesses processes, List<Endpoint> endpoints, Protocol protocol) throws BenchException {
        long begin = System.nanoTime();
        while (true) {
            try {
                processes.checkRunning();
                ClusterView unused = Discovery.await(endpoints);
                return new EngineCluster(processes, endpoints, protocol);
            } catch (BenchException e) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(Launcher.READY_SECS)) {
                    processes.close();
                    throw e;
                }
                try {
                    processes.checkRunning();
                } catch (BenchException ended) {
                    processes.close();
                    throw ended;
                }
            }
        }
    }

    @Override
    public Traffic open(Workload workload, int connections) throws BenchException {
        ClusterView cluster = Discovery.await(endpoints);
        if (protocol == Protocol.NATIVE) {
            return NativeTraffic.open(workload, cluster.nodes(), connections, false);
        }
        List<Endpoint> targets = workload.anyNode() ? cluster.nodes() : List.of(cluster.leader());
        return GrpcTraffic.open(workload, targets, connections, Comparison.IO_THREADS);
    }

    @Override
    public List<Long> pids() {
        return processes.pids();
    }

    @Override
    public void close() {
        processes.close();
    }
}
