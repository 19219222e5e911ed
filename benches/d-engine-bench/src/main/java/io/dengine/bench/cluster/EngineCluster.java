package io.dengine.bench.cluster;

import io.dengine.bench.BenchException;
import io.dengine.bench.ClusterView;
import io.dengine.bench.Discovery;
import io.dengine.bench.Endpoint;
import io.dengine.bench.GrpcTraffic;
import io.dengine.bench.NativeTraffic;
import io.dengine.bench.Protocol;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cluster of this engine or of the original; both speak the protocol of the original's clients. */
public final class EngineCluster implements Cluster {
    private final NodeProcesses processes;
    private final List<Endpoint> endpoints;
    private final Protocol protocol;

    private EngineCluster(NodeProcesses processes, List<Endpoint> endpoints, Protocol protocol) {
        this.processes = processes;
        this.endpoints = List.copyOf(endpoints);
        this.protocol = protocol;
    }

    /** Waits until a leader serves, and returns the cluster. Stops the processes if no leader serves in time. */
    public static EngineCluster ready(NodeProcesses processes, List<Endpoint> endpoints, Protocol protocol)
            throws BenchException {
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
        return GrpcTraffic.open(workload, targets, connections, IO_THREADS);
    }

    /** Returns the addresses of the nodes. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Returns the index of the node that leads, from 0. */
    public int leader() throws BenchException {
        return endpoints.indexOf(Discovery.await(endpoints).leader());
    }

    /** Returns the index of a node that does not lead, from 0. */
    public int follower() throws BenchException {
        return leader() == 0 ? 1 : 0;
    }

    /**
     * Stops a node as an operator would, by SIGTERM, and waits until its process has ended.
     *
     * @param node its index, from 0
     */
    public void stop(int node) throws BenchException {
        processes.stop(node);
    }

    /** @throws BenchException if a process has ended; the message contains the last lines of its output */
    public void checkRunning() throws BenchException {
        processes.checkRunning();
    }

    /** Starts a stopped node again; it serves some time later. */
    public void startAgain(int node) throws IOException {
        processes.startAgain(node);
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
