package io.dengine.server.api;

/** What an operator asks of the cluster. */
public sealed interface AdminRequest {
    /** Adds a node as a learner. */
    record Join(int nodeId, String address, boolean promotable) implements AdminRequest {}

    /** Makes a learner that has caught up a voter. */
    record Promote(int nodeId) implements AdminRequest {}

    record Remove(int nodeId) implements AdminRequest {}

    /** Hands leadership to {@code nodeId}, or to the best node for 0. */
    record TransferLeader(int nodeId) implements AdminRequest {}

    /** Takes a snapshot now. */
    record Snapshot() implements AdminRequest {}
}
