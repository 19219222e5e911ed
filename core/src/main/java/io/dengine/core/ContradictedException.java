package io.dengine.core;

import io.dengine.core.log.EntryId;

/**
 * Thrown when the leader's log contradicts what this node holds as committed: acknowledged entries were lost while this
 * node was away, an operator accepted the loss, and the cluster continued without them. The node must stop, because its
 * state is no longer the cluster's state. The message says what to do.
 */
public final class ContradictedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param held the last entry that this node holds as committed and the leader does not have */
    public ContradictedException(EntryId held, long leaderTerm) {
        super("Entry " + held.index() + " of term " + held.term()
                + " is committed on this node, but the leader of term "
                + leaderTerm + " does not have it: entries were lost while this node was away, and the cluster accepted"
                + " the loss. This node stops, so that no client reads what the cluster has discarded; its data is"
                + " unchanged and may hold what the others lost, so keep a copy of its directory. To have the node"
                + " take part again, replace it: start it with an empty data directory.");
    }
}
