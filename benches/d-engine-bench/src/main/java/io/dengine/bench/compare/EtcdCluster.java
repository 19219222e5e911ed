package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.GrpcTraffic;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import io.dengine.bench.cluster.Cluster;
import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.NodeProcesses;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Three members of etcd. As with d-engine, calls go to the leader, or to all nodes if any node may answer. */
final class EtcdCluster implements Cluster {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CALL_MILLIS = 2_000;

    private final NodeProcesses processes;
    private final List<Endpoint> endpoints;

    private EtcdCluster(NodeProcesses processes, List<Endpoint> endpoints) {
        this.processes = processes;
        this.endpoints = endpoints;
    }

    /**
     * Waits until a member reports that it leads, and returns the cluster. Stops the processes if none does in time.
     */
    static Cluster ready(NodeProcesses processes, List<Endpoint> endpoints) throws BenchException {
        EtcdCluster cluster = new EtcdCluster(processes, endpoints);
        try {
            Endpoint unused = cluster.leader();
            return cluster;
        } catch (BenchException e) {
            processes.close();
            throw e;
        }
    }

    private Endpoint leader() throws BenchException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(Launcher.READY_SECS)) {
            processes.checkRunning();
            for (Endpoint endpoint : endpoints) {
                EtcdProtocol.Status status = ask(endpoint);
                if (status != null && status.leader() != 0 && status.leader() == status.member()) {
                    return endpoint;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new BenchException("etcd has no leader after " + Launcher.READY_SECS + " s");
    }

    private static EtcdProtocol.@Nullable Status ask(Endpoint endpoint) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(endpoint.socketAddress())
                .usePlaintext()
                .build();
        try {
            return ClientCalls.blockingUnaryCall(
                    channel,
                    EtcdProtocol.STATUS,
                    CallOptions.DEFAULT.withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS),
                    new byte[0]);
        } catch (StatusRuntimeException e) {
            return null;
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public Traffic open(Workload workload, int connections) throws BenchException {
        List<Endpoint> targets = workload.anyNode() ? endpoints : List.of(leader());
        return GrpcTraffic.open(
                (channel, client) -> new EtcdCaller(workload, channel, client), targets, connections, IO_THREADS);
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
