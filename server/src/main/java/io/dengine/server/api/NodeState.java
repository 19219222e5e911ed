package io.dengine.server.api;

import io.dengine.core.CoreStatus;
import io.dengine.engine.port.Room;

/**
 * What this node tells about itself.
 *
 * @param status role, term and leader
 * @param commitIndex the newest log index known to be committed
 * @param appliedIndex the newest log index that is part of the local state
 * @param revision of the local store
 * @param recovering the node takes no part in elections and commits until others have made up for what it may lack
 * @param lossEpoch how often acknowledged writes may have been lost: each time, an operator has accepted it
 * @param incarnation names the history that revisions belong to; 0 before it is known
 * @param room what the disk of this node allows
 */
public record NodeState(
        int nodeId,
        CoreStatus status,
        long commitIndex,
        long appliedIndex,
        long revision,
        boolean recovering,
        long lossEpoch,
        long incarnation,
        Room room) {
    /** A node that lacks nothing, in a cluster that has lost nothing. */
    public NodeState(int nodeId, CoreStatus status, long commitIndex, long appliedIndex, long revision) {
        this(nodeId, status, commitIndex, appliedIndex, revision, false, 0, 0, Room.UNKNOWN);
    }

    /** The same, with another disk. */
    public NodeState with(Room newRoom) {
        return new NodeState(
                nodeId, status, commitIndex, appliedIndex, revision, recovering, lossEpoch, incarnation, newRoom);
    }

    /** Whether writes are refused here, or wherever they are passed on from, for want of room. */
    public boolean refusesForRoom() {
        return leads() && !room.isAmple();
    }

    public boolean leads() {
        return status.role() == CoreStatus.RoleName.LEADER;
    }
}
