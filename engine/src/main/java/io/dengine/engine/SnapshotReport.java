package io.dengine.engine;

import io.dengine.core.log.SnapshotMeta;

/** Something that happened to a snapshot, for operators and metrics. */
public sealed interface SnapshotReport {
    /** This node has stored a snapshot of its own state. */
    record Taken(SnapshotMeta meta, long sizeBytes, long tookNanos) implements SnapshotReport {}

    /** A snapshot begins to flow to {@code peer}, whose next entry is gone from the log. */
    record SendStarted(int peer, long index, long sizeBytes) implements SnapshotReport {}

    /** All of it has reached the peer's disk. */
    record SendEnded(int peer, long index, long sizeBytes, long tookNanos) implements SnapshotReport {}

    /** A snapshot begins to arrive, or goes on where it stopped. */
    record ReceiveStarted(int from, long index, long sizeBytes, long offset) implements SnapshotReport {}

    /** State and log of this node are those of a snapshot from now on. */
    record Installed(SnapshotMeta meta, long tookNanos) implements SnapshotReport {}

    /**
     * It was given up, and will be tried again; nothing is lost by it.
     *
     * @param peer the other node, or 0
     */
    record Failed(What what, int peer, String why) implements SnapshotReport {}

    /** What has failed. */
    enum What {
        TAKING,
        SENDING,
        RECEIVING
    }
}
