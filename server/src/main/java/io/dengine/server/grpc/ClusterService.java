package io.dengine.server.grpc;

import io.dengine.call.Answer;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CallProblems;
import io.dengine.node.NodeOperations;
import io.dengine.node.NodeState;
import io.dengine.wire.cluster.ClusterConfChangeRequest;
import io.dengine.wire.cluster.ClusterConfUpdateResponse;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc.ClusterManagementServiceImplBase;
import io.dengine.wire.cluster.ClusterMembership;
import io.dengine.wire.cluster.JoinRequest;
import io.dengine.wire.cluster.JoinResponse;
import io.dengine.wire.cluster.LeaderDiscoveryRequest;
import io.dengine.wire.cluster.LeaderDiscoveryResponse;
import io.dengine.wire.cluster.MetadataRequest;
import io.dengine.wire.cluster.NodeMeta;
import io.dengine.wire.common.NodeRole;
import io.dengine.wire.common.NodeStatus;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** The service with which clients find the leader and new nodes join the cluster. */
final class ClusterService extends ClusterManagementServiceImplBase {
    private final NodeOperations node;
    private final Failures failures;

    ClusterService(NodeOperations node, Failures failures) {
        this.node = node;
        this.failures = failures;
    }

    @Override
    public void getClusterMetadata(MetadataRequest request, StreamObserver<ClusterMembership> client) {
        client.onNext(membership());
        client.onCompleted();
    }

    private ClusterMembership membership() {
        NodeState state = node.state();
        Configuration members = node.configuration();
        int leaderId = state.status().leaderId();
        ClusterMembership.Builder membership = ClusterMembership.newBuilder().setVersion(members.index());
        for (Member member : members.members()) {
            membership.addNodes(NodeMeta.newBuilder()
                    .setId(member.id())
                    .setAddress(member.address())
                    .setRole(roleOf(member, leaderId))
                    .setStatus(statusOf(member)));
        }
        // A leader that cannot serve reads yet does not report itself: clients would only fail with it.
        if (leaderId != CoreStatus.NO_LEADER
                && (!state.leads() || state.status().ready())) {
            membership.setCurrentLeaderId(leaderId);
        }
        return membership.build();
    }

    private static int roleOf(Member member, int leaderId) {
        if (member.id() == leaderId) {
            return NodeRole.NODE_ROLE_LEADER_VALUE;
        }
        return member.isVoter() ? NodeRole.NODE_ROLE_FOLLOWER_VALUE : NodeRole.NODE_ROLE_LEARNER_VALUE;
    }

    private static NodeStatus statusOf(Member member) {
        return switch (member.role()) {
            case VOTER, INCOMING, OUTGOING -> NodeStatus.NODE_STATUS_ACTIVE;
            case PROMOTABLE -> NodeStatus.NODE_STATUS_PROMOTABLE;
            case READ_ONLY -> NodeStatus.NODE_STATUS_READ_ONLY;
        };
    }

    @Override
    public void discoverLeader(LeaderDiscoveryRequest request, StreamObserver<LeaderDiscoveryResponse> client) {
        CoreStatus status = node.state().status();
        String address = status.leaderId() == CoreStatus.NO_LEADER ? null : node.addressOf(status.leaderId());
        if (address == null) {
            client.onError(Failures.error(Status.UNAVAILABLE, "no leader is known at the moment; try again"));
            return;
        }
        client.onNext(LeaderDiscoveryResponse.newBuilder()
                .setLeaderId(status.leaderId())
                .setLeaderAddress(address)
                .setTerm(status.term())
                .build());
        client.onCompleted();
    }

    @Override
    public void joinCluster(JoinRequest request, StreamObserver<JoinResponse> client) {
        if (request.getNodeId() < 1 || request.getAddress().isEmpty()) {
            client.onError(Failures.error(
                    Status.INVALID_ARGUMENT, "a node that joins needs a node_id of at least 1 and an address"));
            return;
        }
        boolean promotable = request.getStatus() != NodeStatus.NODE_STATUS_READ_ONLY;
        var unused = node.administer(new AdminRequest.Join(request.getNodeId(), request.getAddress(), promotable))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        client.onNext(joined());
                        client.onCompleted();
                    } else {
                        client.onError(failures.of(failure));
                    }
                });
    }

    private JoinResponse joined() {
        ClusterMembership membership = membership();
        return JoinResponse.newBuilder()
                .setSuccess(true)
                .setConfig(membership)
                .setConfigVersion(membership.getVersion())
                .setLeaderId(membership.getCurrentLeaderId())
                .build();
    }

    /** A {@code version} other than 0 in the request is the configuration index that the caller expects. */
    @Override
    public void updateClusterConf(ClusterConfChangeRequest request, StreamObserver<ClusterConfUpdateResponse> client) {
        AdminRequest change = ClusterChanges.requestOf(request);
        if (change == null) {
            client.onError(Failures.error(
                    Status.INVALID_ARGUMENT, "the change must add, remove or promote nodes with ids of at least 1"));
            return;
        }
        var unused = node.administer(change).whenComplete((done, failure) -> {
            ClusterConfUpdateResponse.Builder answer = ClusterConfUpdateResponse.newBuilder()
                    .setId(node.state().nodeId())
                    .setTerm(node.state().status().term());
            if (failure == null) {
                client.onNext(answer.setVersion(done.index()).setSuccess(true).build());
                client.onCompleted();
                return;
            }
            Answer.Failed failed = CallProblems.answer(failure);
            ClusterConfUpdateResponse.ErrorCode code = ClusterChanges.errorOf(failed.problem());
            if (code == ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_UNSPECIFIED) {
                client.onError(failures.of(failed));
                return;
            }
            client.onNext(answer.setVersion(node.configuration().index())
                    .setErrorCode(code)
                    .build());
            client.onCompleted();
        });
    }
}
