package io.dengine.server.grpc;

import io.dengine.call.CallTarget;
import io.dengine.node.NodeOperations;
import io.dengine.server.access.AdminAccess;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;
import java.util.concurrent.Executor;

/** All gRPC services of a node, to be added to its port. */
public final class GrpcServices {
    /** The service names that health probes may ask for, including those of the original's internal services. */
    private static final List<String> HEALTH_NAMES = List.of(
            "",
            "d_engine.client.RaftClientService",
            "d_engine.server.cluster.ClusterManagementService",
            "d_engine.server.election.RaftElectionService",
            "d_engine.server.replication.RaftReplicationService",
            "d_engine.server.storage.SnapshotService");

    private final HealthStatusManager health = new HealthStatusManager();
    private final OpenStreams streams = new OpenStreams();
    private final List<BindableService> services;

    /**
     * @param target answers the calls of clients
     * @param node answers what concerns the node and its cluster
     * @param admin decides who may change the members
     * @param streamExecutor runs the sending of watch items; must not be a stage of the node
     */
    public GrpcServices(
            GrpcConfig config, CallTarget target, NodeOperations node, AdminAccess admin, Executor streamExecutor) {
        for (String name : HEALTH_NAMES) {
            health.setStatus(name, ServingStatus.SERVING);
        }
        Failures failures = new Failures(node);
        ClientService client =
                new ClientService(config, target, node, failures, new StreamSetting(streamExecutor, streams));
        services = List.of(
                ReplyCompression.of(EarlyHeaders.of(client)),
                ReplyCompression.of(AdminGuard.of(new ClusterService(node, failures), admin)),
                health.getHealthService(),
                ProtoReflectionServiceV1.newInstance());
    }

    public List<BindableService> services() {
        return services;
    }

    /**
     * Reports to health probes that this node is stopping and ends all streams, so that the port can close without a
     * wait.
     */
    public void stopping() {
        health.enterTerminalState();
        streams.close();
    }
}
