package io.dengine.wal;

import io.dengine.core.log.SnapshotMeta;

/**
 * The settings with which a log is opened.
 *
 * @param clusterHigh the upper half of the cluster id; a log of another cluster is refused
 * @param clusterLow the lower half
 * @param nodeId the node whose log this is; one of another node is refused
 * @param newStorageId the identity that a new log gets; an existing one keeps its own
 * @param bootId the boot id of the machine: the same id means that no power was lost in between
 * @param bootstrap the metadata after which a new log begins; unless that is index 0, the state up to there is complete
 *     beside the log
 * @param segmentBytes the full size of a segment, at least {@link #MIN_SEGMENT_BYTES}; the first segments of a log are
 *     smaller, and one entry may exceed it
 * @param tailBytes how much of the end of the log recovery returns, in bytes; the last entry always is
 * @param saltSeed the seed of the salts of segments
 */
public record WalConfig(
        long clusterHigh,
        long clusterLow,
        int nodeId,
        long newStorageId,
        String bootId,
        SnapshotMeta bootstrap,
        long segmentBytes,
        long tailBytes,
        long saltSeed) {
    /** The least size that holds a header and a few frames. */
    public static final long MIN_SEGMENT_BYTES = 4096;

    /** A size that suits the disk of a server. */
    public static final long DEFAULT_SEGMENT_BYTES = 64L << 20;

    public WalConfig {
        if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > 1L << 30 || segmentBytes % 8 != 0) {
            throw new IllegalArgumentException("a segment must have between 4 KiB and 1 GiB, a multiple of 8 bytes");
        }
    }

    /** Returns the distance between entries whose position is kept in memory. */
    long markEveryBytes() {
        return Math.min(Marks.EVERY_BYTES, segmentBytes / 16);
    }
}
