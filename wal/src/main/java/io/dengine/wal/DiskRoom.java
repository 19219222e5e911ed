package io.dengine.wal;

import io.dengine.engine.port.Room;
import io.dengine.engine.port.Room.Level;
import io.dengine.wal.disk.Disk;
import java.io.IOException;

/**
 * The part of its disk that a log may take: the size of a segment, and the reserve for what frees room. Safe for use by
 * any thread.
 */
public final class DiskRoom {
    /** The minimum size of a segment on a small disk, unless the configuration asks for less. */
    private static final long LEAST_SEGMENT_BYTES = 1 << 20;

    /** A segment takes no more than this part of the disk. */
    private static final long SEGMENTS_A_DISK = 32;

    /** With less room than this many segments, the node should accept no more than it must. */
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

    /** Returns the bytes that only the log itself may take: a snapshot that would leave less must wait. */
    public static long keptForLog(Disk disk) throws IOException {
        return Math.min(WalConfig.DEFAULT_SEGMENT_BYTES, disk.totalBytes() / SEGMENTS_A_DISK);
    }

    /** Returns the size of a segment on this disk. */
    long segmentBytes() {
        return segmentBytes;
    }

    /**
     * Asks the disk for its room.
     *
     * @param prepared whether the segment after the active one has its room already
     */
    Room look(boolean prepared) throws IOException {
        long reserve = RESERVED_SEGMENTS * segmentBytes;
        long free = disk.usableBytes();
        // Once short, the node needs a little more room to be ample again, so that it does not switch back and forth.
        boolean isShort = free < (wasShort ? reserve + segmentBytes / 2 : reserve);
        wasShort = isShort;
        Level level = Level.AMPLE;
        if (isShort) {
            level = free < segmentBytes && !prepared ? Level.NONE : Level.SHORT;
        }
        return new Room(level, free, reserve);
    }
}
