package io.dengine.wal;

import io.dengine.engine.port.Room;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the next segment while the active one fills, in slices, so that no append and no sync waits for it, and so
 * that a full disk is detected while there is still room to report it.
 *
 * <p>Safe for use by any thread; the monitor is held for one slice at most, except if a segment is needed at once.
 */
final class SegmentPreparer {
    private static final String NAME = "next" + Segment.UNFINISHED;
    private static final int CHUNK_BYTES = 1 << 20;

    /** The first segment of a log has this part of the full size, and each later one is twice as large as the last. */
    private static final long FIRST_PART = 64;

    /** The bytes after which zeros are forced, so that the last force has little to write. */
    private static final long FORCE_EVERY_BYTES = 4 << 20;

    /**
     * The most bytes that are filled at once. Large enough to keep up with the largest batches that are written between
     * two slices.
     */
    private static final long MAX_SLICE_BYTES = 16 << 20;

    private final Disk disk;
    private final StateStore state;
    private final SplittableRandom salts;
    private final DiskRoom room;
    private final long fullBytes;
    private final ByteBuffer zeros;

    /** The size of the active segment. */
    private long activeBytes;

    private @Nullable DiskFile unfinished;
    private long filledBytes;
    private long unforcedBytes;
    private long targetBytes;

    /** The segments after the active one, in order: usually one, more if a batch of entries needs them. */
    private final List<Segment> ready = new ArrayList<>();

    /**
     * The sequence of the segment after the active one. Kept here, because the thread that prepares may have an
     * outdated active segment.
     */
    private long nextSequence;

    /** True if {@code ready} has any segment. */
    private volatile boolean prepared;

    SegmentPreparer(Disk disk, StateStore state, WalConfig config, Segment active) throws IOException {
        this.disk = disk;
        this.state = state;
        this.room = new DiskRoom(disk, config);
        this.fullBytes = room.segmentBytes();
        this.activeBytes = active.sizeBytes;
        this.nextSequence = active.sequence + 1;
        // The generation changes with each start, so a fixed seed does not produce the same salts again.
        this.salts = new SplittableRandom(config.saltSeed() ^ state.state().generation() * 0x9E37_79B9_7F4A_7C15L);
        this.zeros = WriteBuffer.allocate((int) Math.min(CHUNK_BYTES, fullBytes));
    }

    /** Creates the first segment of a new log, durably. It is small: many logs stay small. */
    static Segment create(Disk disk, StoredState state, long sequence, WalConfig config) throws IOException {
        long part = DiskRoom.segmentBytes(disk, config.segmentBytes()) / FIRST_PART & -WalConfig.MIN_SEGMENT_BYTES;
        DiskFile file = disk.create(NAME, Math.max(WalConfig.MIN_SEGMENT_BYTES, part));
        Segment.writeHeader(file, sequence, new SplittableRandom(~config.saltSeed()).nextLong(), state);
        return publish(disk, file, sequence, state);
    }

    private static Segment publish(Disk disk, DiskFile file, long sequence, StoredState identity) throws IOException {
        file.force(true);
        file.close(); // an open file keeps to the name by which it was opened
        disk.rename(NAME, Segment.nameOf(sequence));
        disk.forceDirectory();
        return Segment.open(disk, sequence, identity);
    }

    /** Asks the disk for its room, without waiting for a lock. */
    Room room() throws IOException {
        return room.look(prepared);
    }

    /** Returns the size of the segment after all that are prepared, unless an entry needs a larger one. */
    private long nextBytes() {
        long last = ready.isEmpty() ? activeBytes : ready.get(ready.size() - 1).sizeBytes;
        return Math.min(fullBytes, 2 * last);
    }

    long nextSalt() {
        return salts.nextLong();
    }

    /**
     * Prepares the segment after {@code active} further, by one slice at most, so that it is ready before
     * {@code active} is more than half full. A disk without room is no failure yet.
     */
    synchronized void advance(Segment active) throws IOException {
        if (!ready.isEmpty()) {
            return;
        }
        long size = unfinished == null ? nextBytes() : targetBytes;
        if (unfinished == null && disk.usableBytes() < size) {
            return; // low on space, so expect nothing more than the active segment can hold
        }
        long due = Math.min(size, active.position * 2 * size / active.sizeBytes);
        try {
            if (due > filledBytes) {
                fill(size, Math.min(due, filledBytes + MAX_SLICE_BYTES));
            }
            if (unfinished != null && filledBytes == targetBytes) {
                finish();
            }
        } catch (NoSpaceException e) {
            discard();
        }
    }

    /**
     * Ensures that the {@code number}-th segment after the active one, from 0 on, is ready and has at least
     * {@code minBytes}; returns its size.
     *
     * @throws NoSpaceException if the disk has no room for it; the call may be repeated
     */
    synchronized long reserve(int number, long minBytes) throws IOException {
        while (ready.size() > number && ready.get(number).sizeBytes < minBytes) {
            Segment small = ready.remove(ready.size() - 1);
            small.file.close();
            disk.delete(small.name);
        }
        while (ready.size() <= number) {
            long size = Math.max(nextBytes(), ready.size() == number ? minBytes : 0);
            try {
                fill(size, size);
                finish();
            } catch (NoSpaceException e) {
                discard();
                throw new NoSpaceException(
                        "The disk has no room for the next segment of the log. No acknowledged write is lost, but no"
                                + " more can be stored. Free some space on the disk of the data directory, then start"
                                + " the node again.",
                        e);
            }
        }
        return ready.get(number).sizeBytes;
    }

    /** Returns the segment after the last one, which was reserved before. */
    synchronized Segment take() {
        nextSequence++;
        Segment next = ready.remove(0);
        activeBytes = next.sizeBytes;
        prepared = !ready.isEmpty();
        return next;
    }

    private void fill(long sizeBytes, long endBytes) throws IOException {
        DiskFile file = unfinished;
        if (file == null) {
            file = disk.create(NAME, 0); // filled slice by slice
            unfinished = file;
            filledBytes = 0;
            unforcedBytes = 0;
        }
        targetBytes = sizeBytes;
        while (filledBytes < endBytes) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), endBytes - filledBytes));
            int bytes = zeros.remaining();
            file.write(filledBytes, zeros);
            filledBytes += bytes;
            unforcedBytes += bytes;
            if (unforcedBytes >= FORCE_EVERY_BYTES) {
                file.force(false);
                unforcedBytes = 0;
            }
        }
    }

    private void finish() throws IOException {
        DiskFile file = unfinished;
        if (file == null) {
            throw new IllegalStateException("no segment is being prepared");
        }
        long sequence = nextSequence + ready.size();
        Segment.writeHeader(file, sequence, nextSalt(), state.state());
        unfinished = null;
        filledBytes = 0;
        ready.add(publish(disk, file, sequence, state.state()));
        prepared = true;
    }

    private void discard() throws IOException {
        DiskFile file = unfinished;
        unfinished = null;
        filledBytes = 0;
        if (file != null) {
            file.close();
            disk.delete(NAME);
        }
    }

    /** Closes the prepared segments; the next start removes them. */
    synchronized void close() throws IOException {
        for (Segment segment : ready) {
            segment.file.close();
        }
        DiskFile file = unfinished;
        if (file != null) {
            file.close();
        }
    }
}
