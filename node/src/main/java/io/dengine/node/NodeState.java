package io.dengine.node;

import io.dengine.core.CoreStatus;
import io.dengine.engine.port.Room;

/**
 * The state that this node reports about itself.
 *
 * @param status role, term and leader
 * @param commitIndex the highest log index known to be committed
 * @param appliedIndex the highest log index that is applied to the local store
 * @param revision of the local store
 * @param recovering true while the node may lack acknowledged writes; it does not vote or count toward commit until
 *     it has caught up
 * @param lossEpoch the number of times that acknowledged writes may have been lost; each was accepted by an
 *     operator
 * @param incarnation identifies the history that revisions belong to; 0 before it is known
 * @param room the free space on the disk of this node
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
    /** Creates the state of a node that lacks nothing, in a cluster that has lost nothing. */
    public NodeState(int nodeId, CoreStatus status, long commitIndex, long appliedIndex, long revision) {
        this(nodeId, status, commitIndex, appliedIndex, revision, false, 0, 0, Room.UNKNOWN);
    }

    /** Returns the same state with another disk space. */
    public NodeState with(Room newRoom) {
        return new NodeState(
                nodeId, status, commitIndex, appliedIndex, revision, recovering, lossEpoch, incarnation, newRoom);
    }

    /**
     * Returns whether this node, as the leader, refuses writes for lack of disk space, also those that followers
     * forward.
     */
    public boolean refusesForRoom() {
        return leads() && !room.isAmple();
    }

    public boolean leads() {
        return status.role() == CoreStatus.RoleName.LEADER;
    }
}
