package io.dengine.engine;

import io.dengine.core.CoreStatus;
import java.util.List;

/**
 * How a node is doing, for operators and metrics. The parts are read one after the other, so they may differ by
 * moments.
 *
 * @param core role, term and leader
 * @param commitIndex the last entry known to be committed
 * @param appliedIndex the last entry in the state machine
 * @param leaderChanges how often another leader was seen since this node was started
 * @param queues how much waits where
 * @param unsyncedEntries how many entries a loss of power could take, where writes count before they are synced
 * @param peers how far the others are, if this node leads
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
     * How much waits where.
     *
     * @param requests accepted and not out of the node yet, wherever they are
     * @param door requests that the core has not seen
     * @param peerMessages messages that the core has not seen
     * @param logTasks what waits for the disk
     * @param applyTasks what waits for the state machine
     */
    public record Queues(int requests, int door, int peerMessages, int logTasks, int applyTasks) {}
}
