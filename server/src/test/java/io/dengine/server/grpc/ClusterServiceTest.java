package io.dengine.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.node.NodeState;
import io.dengine.wire.cluster.ClusterConfChangeRequest;
import io.dengine.wire.cluster.ClusterConfUpdateResponse;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc.ClusterManagementServiceBlockingStub;
import io.dengine.wire.cluster.ClusterMembership;
import io.dengine.wire.cluster.JoinRequest;
import io.dengine.wire.cluster.JoinResponse;
import io.dengine.wire.cluster.LeaderDiscoveryRequest;
import io.dengine.wire.cluster.LeaderDiscoveryResponse;
import io.dengine.wire.cluster.MetadataRequest;
import io.dengine.wire.cluster.NodeMeta;
import io.dengine.wire.common.BatchRemove;
import io.dengine.wire.common.MembershipChange;
import io.dengine.wire.common.NodeStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterServiceTest {
    private final GrpcNode node = new GrpcNode();

    ClusterServiceTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private ClusterManagementServiceBlockingStub client() {
        return ClusterManagementServiceGrpc.newBlockingStub(node.channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private ClusterMembership metadata() {
        return client().getClusterMetadata(MetadataRequest.getDefaultInstance());
    }

    private static NodeMeta meta(int id, String address, int role, NodeStatus status) {
        return NodeMeta.newBuilder()
                .setId(id)
                .setAddress(address)
                .setRole(role)
                .setStatus(status)
                .build();
    }

    private static void assertStatus(ThrowingCallable call, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void metadataNamesMembersWithRoleAndStatus() {
        node.fake.changeMembers(new Configuration(
                12,
                List.of(
                        new Member(1, "a:1", 0, Member.Role.VOTER),
                        new Member(2, "a:2", 0, Member.Role.VOTER),
                        new Member(4, "a:4", 0, Member.Role.PROMOTABLE),
                        new Member(5, "a:5", 0, Member.Role.READ_ONLY))));
        assertThat(metadata())
                .isEqualTo(ClusterMembership.newBuilder()
                        .setVersion(12)
                        .addNodes(meta(1, "a:1", 3, NodeStatus.NODE_STATUS_ACTIVE))
                        .addNodes(meta(2, "a:2", 1, NodeStatus.NODE_STATUS_ACTIVE))
                        .addNodes(meta(4, "a:4", 4, NodeStatus.NODE_STATUS_PROMOTABLE))
                        .addNodes(meta(5, "a:5", 4, NodeStatus.NODE_STATUS_READ_ONLY))
                        .setCurrentLeaderId(1)
                        .build());
    }

    @Test
    void aLeaderThatCannotServeYetDoesNotPresentItself() {
        node.fake.tell(new NodeState(1, new CoreStatus(CoreStatus.RoleName.LEADER, 3, 1, false), 10, 10, 5));
        assertThat(metadata().hasCurrentLeaderId()).isFalse();
    }

    @Test
    void aFollowerNamesTheLeaderItHeardFrom() {
        node.follow(2);
        assertThat(metadata().getCurrentLeaderId()).isEqualTo(2);
        assertThat(client().discoverLeader(LeaderDiscoveryRequest.getDefaultInstance()))
                .isEqualTo(LeaderDiscoveryResponse.newBuilder()
                        .setLeaderId(2)
                        .setLeaderAddress("127.0.0.1:9082")
                        .setTerm(4)
                        .build());
        node.follow(CoreStatus.NO_LEADER);
        assertThat(metadata().hasCurrentLeaderId()).isFalse();
        assertStatus(
                () -> client().discoverLeader(LeaderDiscoveryRequest.getDefaultInstance()), Status.Code.UNAVAILABLE);
    }

    @Test
    void aNodeThatJoinsGetsTheMembers() {
        JoinResponse joined = client().joinCluster(JoinRequest.newBuilder()
                .setNodeId(4)
                .setAddress("127.0.0.1:9084")
                .build());
        assertThat(joined.getSuccess()).isTrue();
        assertThat(joined.getConfig().getNodesCount()).isEqualTo(2);
        assertThat(joined.getLeaderId()).isEqualTo(1);
        assertStatus(() -> client().joinCluster(JoinRequest.getDefaultInstance()), Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void joiningWhereItCannotBeDoneIsRefusedClearly() {
        JoinRequest join =
                JoinRequest.newBuilder().setNodeId(4).setAddress("a:4").build();
        node.fake.failWith(new RefusedException(Refusal.UNSAFE_CHANGE, 0, "there is no quorum"));
        assertStatus(() -> client().joinCluster(join), Status.Code.FAILED_PRECONDITION);
        node.fake.failWith(new RefusedException(Refusal.NOT_LEADER, 2, "node 2 leads"));
        assertStatus(() -> client().joinCluster(join), Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void membersAreChangedOnRequest() {
        assertStatus(
                () -> client().updateClusterConf(ClusterConfChangeRequest.getDefaultInstance()),
                Status.Code.INVALID_ARGUMENT);
        ClusterConfChangeRequest removal = ClusterConfChangeRequest.newBuilder()
                .setVersion(12)
                .setChange(MembershipChange.newBuilder()
                        .setBatchRemove(BatchRemove.newBuilder().addNodeIds(4).addNodeIds(5)))
                .build();
        assertThat(client().updateClusterConf(removal).getSuccess()).isTrue();
        assertThat(node.fake.lastRequest()).isEqualTo(new AdminRequest.Remove(List.of(4, 5), false, 12));
        node.fake.failWith(new RefusedException(Refusal.CHANGE_IN_FLIGHT, 0, "another version"));
        assertThat(client().updateClusterConf(removal).getErrorCode())
                .isEqualTo(ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_VERSION_CONFLICT);
        node.fake.failWith(new RefusedException(Refusal.OUTCOME_UNKNOWN, 0, "too late"));
        assertStatus(() -> client().updateClusterConf(removal), Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void healthProbesFindAllNames() {
        for (String name : List.of(
                "",
                "d_engine.client.RaftClientService",
                "d_engine.server.cluster.ClusterManagementService",
                "d_engine.server.election.RaftElectionService",
                "d_engine.server.replication.RaftReplicationService",
                "d_engine.server.storage.SnapshotService")) {
            assertThat(health(name)).as(name).isEqualTo(ServingStatus.SERVING);
        }
        node.services.stopping();
        assertThat(health("d_engine.client.RaftClientService")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    private ServingStatus health(String name) {
        return HealthGrpc.newBlockingStub(node.channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(name).build())
                .getStatus();
    }

    @Test
    void reflectionListsTheServices() throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(node.channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(
                        "d_engine.client.RaftClientService",
                        "d_engine.server.cluster.ClusterManagementService",
                        "grpc.health.v1.Health");
        requests.onCompleted();
    }
}
