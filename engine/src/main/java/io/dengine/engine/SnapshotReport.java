package io.dengine.engine;

import io.dengine.core.log.SnapshotMeta;

/** An event of a snapshot, for operators and metrics. */
public sealed interface SnapshotReport {
    /** This node has stored a snapshot of its own state. */
    record Taken(SnapshotMeta meta, long sizeBytes, long tookNanos) implements SnapshotReport {}

    /** Sending a snapshot to {@code peer} has started; its next entry is no longer in the log. */
    record SendStarted(int peer, long index, long sizeBytes) implements SnapshotReport {}

    /** The whole snapshot has reached the peer's disk. */
    record SendEnded(int peer, long index, long sizeBytes, long tookNanos) implements SnapshotReport {}

    /** Receiving a snapshot has started, or continues where it stopped. */
    record ReceiveStarted(int from, long index, long sizeBytes, long offset) implements SnapshotReport {}

    /** State and log of this node are those of a snapshot from now on. */
    record Installed(SnapshotMeta meta, long tookNanos) implements SnapshotReport {}

    /**
     * The operation was abandoned, and will be tried again; no data is lost.
     *
     * @param peer the other node, or 0
     */
    record Failed(What what, int peer, String why) implements SnapshotReport {}

    /** The operation that failed. */
    enum What {
        TAKING,
        SENDING,
        RECEIVING
    }
}
