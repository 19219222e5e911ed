package io.dengine.server.api;

import io.dengine.core.CoreStatus;

/**
 * What this node tells about itself.
 *
 * @param status role, term and leader
 * @param commitIndex the newest log index known to be committed
 * @param appliedIndex the newest log index that is part of the local state
 * @param revision of the local store
 * @param recovering the node takes no part in elections and commits until others have made up for what it may lack
 * @param lossEpoch how often acknowledged writes may have been lost: each time, an operator has accepted it
 */
public record NodeState(
        int nodeId,
        CoreStatus status,
        long commitIndex,
        long appliedIndex,
        long revision,
        boolean recovering,
        long lossEpoch) {
    /** A node that lacks nothing, in a cluster that has lost nothing. */
    public NodeState(int nodeId, CoreStatus status, long commitIndex, long appliedIndex, long revision) {
        this(nodeId, status, commitIndex, appliedIndex, revision, false, 0);
    }

    public boolean leads() {
        return status.role() == CoreStatus.RoleName.LEADER;
    }
}
