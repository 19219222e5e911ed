package io.dengine.chaos;

import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.LeaderDiscoveryRequest;
import io.dengine.wire.cluster.LeaderDiscoveryResponse;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** Waits until a node is ready again. */
final class Readiness {
    /** The time limit. A busy machine needs a minute to start a process. */
    private static final long LIMIT_SECS = 300;

    private static final long CALL_MILLIS = 1_000;

    private Readiness() {}

    /** Waits until the node answers, follows the leader of the others, and serves reads of its own state. */
    static void await(ChaosCluster cluster, int nodeId) {
        cluster.await("node " + nodeId + " to be ready again", LIMIT_SECS, () -> takesPart(cluster, nodeId));
    }

    private static boolean takesPart(ChaosCluster cluster, int nodeId) {
        try {
            NodeChannel node = cluster.channel(nodeId);
            LeaderDiscoveryResponse known = ClusterManagementServiceGrpc.newBlockingStub(node.channel(0))
                    .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .discoverLeader(LeaderDiscoveryRequest.getDefaultInstance());
            var unused = RaftClientServiceGrpc.newBlockingStub(node.channel(0))
                    .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .handleClientRead(ClientReadRequest.newBuilder()
                            .addKeys(WriteLoad.key(0, 0))
                            .setConsistencyPolicy(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY)
                            .build());
            return known.getLeaderId() != 0
                    && known.getTerm() >= cluster.leaders().leadership().term();
        } catch (StatusRuntimeException e) {
            return false;
        }
    }
}
