package io.dengine.server.api;

import io.dengine.core.CoreStatus;

/**
 * What this node tells about itself.
 *
 * @param status role, term and leader
 * @param commitIndex the newest log index known to be committed
 * @param appliedIndex the newest log index that is part of the local state
 * @param revision of the local store
 */
public record NodeState(int nodeId, CoreStatus status, long commitIndex, long appliedIndex, long revision) {
    public boolean leads() {
        return status.role() == CoreStatus.RoleName.LEADER;
    }
}
