package io.dengine.engine;

import io.dengine.core.CoreStatus;
import java.util.List;

/**
 * The status of a node, for operators and metrics. The parts are read one after the other, so they may be of slightly
 * different moments.
 *
 * @param core role, term and leader
 * @param commitIndex the last entry known to be committed
 * @param appliedIndex the last entry that the state machine has applied
 * @param leaderChanges the number of times another leader was seen since this node was started
 * @param queues the lengths of the queues
 * @param unsyncedEntries the number of entries that a power failure could take, if writes count before they are synced
 * @param peers the progress of the other members, if this node leads
 */
public record NodeStatus(
        CoreStatus core,
        long commitIndex,
        long appliedIndex,
        long leaderChanges,
        Queues queues,
        long unsyncedEntries,
        List<PeerProgress> peers) {
    /**
     * The lengths of the queues of a node.
     *
     * @param requests the requests that were accepted and are still in the node, in any stage
     * @param door the requests that the core has not seen
     * @param peerMessages the messages that the core has not seen
     * @param logTasks the tasks that wait for the disk
     * @param applyTasks the tasks that wait for the state machine
     */
    public record Queues(int requests, int door, int peerMessages, int logTasks, int applyTasks) {}
}
