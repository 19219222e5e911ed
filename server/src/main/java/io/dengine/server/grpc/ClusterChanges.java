package io.dengine.server.grpc;

import io.dengine.call.Problem;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.wire.cluster.ClusterConfChangeRequest;
import io.dengine.wire.cluster.ClusterConfUpdateResponse;
import io.dengine.wire.common.AddNode;
import io.dengine.wire.common.MembershipChange;
import io.dengine.wire.common.NodeStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts membership changes from and to their gRPC messages. */
final class ClusterChanges {
    private ClusterChanges() {}

    /** Returns the requested change, or null if the request is not a valid change. */
    static @Nullable AdminRequest requestOf(ClusterConfChangeRequest request) {
        MembershipChange change = request.getChange();
        long expected = request.getVersion() == 0 ? AdminRequest.ANY_INDEX : request.getVersion();
        return switch (change.getChangeCase()) {
            case ADD_NODE -> add(change.getAddNode(), expected);
            case REMOVE_NODE -> remove(List.of(change.getRemoveNode().getNodeId()), expected);
            case PROMOTE -> promote(List.of(change.getPromote().getNodeId()), expected);
            case BATCH_PROMOTE -> promote(change.getBatchPromote().getNodeIdsList(), expected);
            case BATCH_REMOVE -> remove(change.getBatchRemove().getNodeIdsList(), expected);
            case CHANGE_NOT_SET -> null;
        };
    }

    private static @Nullable AdminRequest add(AddNode node, long expected) {
        boolean promotable = node.getStatus() != NodeStatus.NODE_STATUS_READ_ONLY;
        return node.getNodeId() < 1 || node.getAddress().isEmpty()
                ? null
                : new AdminRequest.Join(node.getNodeId(), node.getAddress(), promotable, false, expected);
    }

    private static @Nullable AdminRequest remove(List<Integer> ids, long expected) {
        return areIds(ids) ? new AdminRequest.Remove(ids, false, expected) : null;
    }

    private static @Nullable AdminRequest promote(List<Integer> ids, long expected) {
        return areIds(ids) ? new AdminRequest.Promote(ids, expected) : null;
    }

    private static boolean areIds(List<Integer> ids) {
        return !ids.isEmpty() && ids.stream().allMatch(id -> id >= 1);
    }

    /** Returns the code for the body of the answer, or unspecified for problems that the status of the call reports. */
    static ClusterConfUpdateResponse.ErrorCode errorOf(Problem problem) {
        return switch (problem) {
            case NOT_LEADER -> ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_NOT_LEADER;
            case CHANGE_IN_FLIGHT -> ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_VERSION_CONFLICT;
            case INVALID_REQUEST, UNSAFE_CHANGE -> ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_INVALID_CHANGE;
            default -> ClusterConfUpdateResponse.ErrorCode.ERROR_CODE_UNSPECIFIED;
        };
    }
}
