package io.dengine.wal;

import io.dengine.engine.port.Room;
import io.dengine.engine.port.Room.Level;
import io.dengine.wal.disk.Disk;
import java.io.IOException;

/**
 * What a log may take of its disk, in proportion to it: how large a segment is, and how much stays in reserve for what
 * makes room. Safe for use by any thread.
 */
public final class DiskRoom {
    /** No smaller on a small disk, unless the configuration asks for it. */
    private static final long LEAST_SEGMENT_BYTES = 1 << 20;

    /** A segment takes no more than this part of the disk. */
    private static final long SEGMENTS_A_DISK = 32;

    /** With less room than this many segments, the node should take no more than it must. */
    private static final long RESERVED_SEGMENTS = 3;

    private final Disk disk;
    private final long segmentBytes;
    private volatile boolean wasShort;

    DiskRoom(Disk disk, WalConfig config) throws IOException {
        this.disk = disk;
        this.segmentBytes = segmentBytes(disk, config.segmentBytes());
    }

    static long segmentBytes(Disk disk, long wantedBytes) throws IOException {
        long share = (disk.totalBytes() / SEGMENTS_A_DISK) & -WalConfig.MIN_SEGMENT_BYTES;
        return Math.min(wantedBytes, Math.max(LEAST_SEGMENT_BYTES, share));
    }

    /** What only the log itself may take: a snapshot that would leave less must wait. */
    public static long keptForLog(Disk disk) throws IOException {
        return Math.min(WalConfig.DEFAULT_SEGMENT_BYTES, disk.totalBytes() / SEGMENTS_A_DISK);
    }

    /** The size of a segment on this disk. */
    long segmentBytes() {
        return segmentBytes;
    }

    /**
     * Asks the disk.
     *
     * @param prepared whether the segment after the active one has its room already
     */
    Room look(boolean prepared) throws IOException {
        long reserve = RESERVED_SEGMENTS * segmentBytes;
        long free = disk.usableBytes();
        // Once short, it takes a little more to be ample again: nothing is gained by a node that changes its mind.
        boolean isShort = free < (wasShort ? reserve + segmentBytes / 2 : reserve);
        wasShort = isShort;
        Level level = Level.AMPLE;
        if (isShort) {
            level = free < segmentBytes && !prepared ? Level.NONE : Level.SHORT;
        }
        return new Room(level, free, reserve);
    }
}
