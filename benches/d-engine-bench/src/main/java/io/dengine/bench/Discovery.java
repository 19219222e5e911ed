package io.dengine.bench;

import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.ClusterMembership;
import io.dengine.wire.cluster.MetadataRequest;
import io.dengine.wire.cluster.NodeMeta;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Asks the given nodes in turn until one reports a leader that can serve. */
public final class Discovery {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CALL_MILLIS = 5_000;

    private Discovery() {}

    /** Returns the cluster once a node reports a leader that can serve; fails after 10 seconds. */
    public static ClusterView await(List<Endpoint> endpoints) throws BenchException {
        long begin = System.nanoTime();
        String problem = "no node answered";
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            for (Endpoint endpoint : endpoints) {
                try {
                    ClusterView view = viewOf(ask(endpoint), endpoint);
                    if (view != null) {
                        return view;
                    }
                    problem = endpoint + " reports no leader that can serve";
                } catch (StatusRuntimeException e) {
                    problem = endpoint + ": " + e.getStatus().getCode() + " "
                            + e.getStatus().getDescription();
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new BenchException("the cluster is not ready: " + problem + "; is it running?");
    }

    private static ClusterMembership ask(Endpoint endpoint) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(endpoint.socketAddress())
                .usePlaintext()
                .build();
        try {
            return ClusterManagementServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .getClusterMetadata(MetadataRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    private static @Nullable ClusterView viewOf(ClusterMembership membership, Endpoint asked) {
        Endpoint leader = null;
        List<Endpoint> nodes = new ArrayList<>();
        for (NodeMeta node : membership.getNodesList()) {
            Endpoint endpoint = Endpoint.parse(node.getAddress()).reachableFrom(asked);
            nodes.add(endpoint);
            if (membership.hasCurrentLeaderId() && node.getId() == membership.getCurrentLeaderId()) {
                leader = endpoint;
            }
        }
        return leader == null ? null : new ClusterView(leader, nodes);
    }
}
