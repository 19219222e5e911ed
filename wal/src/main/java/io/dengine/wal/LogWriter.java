package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.Scrub;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments in use. Frames are encoded into one buffer and written at once; a batch is one write unless it is larger
 * than the buffer or continues in the next segment.
 *
 * <p>The owner appends, truncates and drops; any thread reads and syncs. A sync holds only its own monitor while it
 * forces, which the owner enters when it drops segments.
 */
final class LogWriter {
    private static final int BUFFER_BYTES = 1 << 20;

    /** The bytes of a segment before its first entry. */
    private static final int BEGIN_BYTES = Segment.HEADER_BYTES + Frame.HEADER_BYTES;

    private final Disk disk;
    private final WalConfig config;
    private final Failure failure;
    private final SegmentPreparer preparer;
    private final Frame frame = new Frame();
    private final Object syncLock = new Object();
    private final List<Segment> segments;

    private ByteBuffer buffer;
    private int chainCrc;
    private long markedPosition;
    private boolean markNext = true;

    /** A copy of {@code segments} for other threads, made after each change. */
    private volatile List<Segment> published;

    /** The last index that was written. */
    private volatile long lastIndex;

    /** The mark before which everything was written. */
    private volatile long writtenMark;

    /** The mark before which everything is durable. */
    private volatile long syncedMark;

    LogWriter(Disk disk, WalConfig config, Failure failure, OpenedLog opened) throws IOException {
        this.disk = disk;
        this.config = config;
        this.failure = failure;
        this.segments = new ArrayList<>(opened.segments());
        this.preparer = new SegmentPreparer(disk, opened.state(), config, active());
        this.published = List.copyOf(segments);
        this.buffer = WriteBuffer.allocate((int) Math.min(BUFFER_BYTES, config.segmentBytes()));
        this.chainCrc = opened.scanner().chainCrc();
        this.lastIndex = opened.scanner().lastIndex();
        this.writtenMark = active().mark(active().position);
        this.syncedMark = writtenMark;
    }

    /** Prepares the end of the log for new frames, durably. */
    void resume(OpenedLog opened) throws IOException {
        if (!opened.begun()) {
            encodeBegin();
            flush();
        }
        if (opened.torn()) {
            resalt();
        }
    }

    /**
     * Changes the salt. A crash may have left frames behind the end. Under another salt they can never be taken for
     * later frames, wherever new frames happen to end.
     */
    private void resalt() throws IOException {
        Segment active = active();
        if (active.position + Frame.RESALT_BYTES > active.sizeBytes) {
            ByteBuffer zeros = ByteBuffer.allocate((int) (active.sizeBytes - active.position));
            active.file.write(active.position, zeros);
        } else {
            long salt = preparer.nextSalt();
            ByteBuffer payload =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, salt);
            encode(record(lastIndex, Bytes.wrap(payload.array())), Frame.RESALT);
            flush();
            active.resalt(active.position, salt);
        }
        active.file.force(false);
        syncedMark = writtenMark;
    }

    long lastIndex() {
        return lastIndex;
    }

    long syncedMark() {
        return syncedMark;
    }

    Room room() throws IOException {
        return preparer.room();
    }

    void append(List<Entry> entries) throws IOException {
        long next = lastIndex + 1;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.index() != next + i || entry.payload().length() > Frame.MAX_PAYLOAD_BYTES) {
                throw new IllegalArgumentException("entry " + entry.id() + " of "
                        + entry.payload().length() + " bytes cannot follow " + (next + i - 1));
            }
        }
        makeRoom(entries);
        try {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                put(entry, Frame.typeOf(entry.kind()));
            }
            flush();
        } catch (IOException e) {
            throw failure.latch(e);
        }
        lastIndex = next + entries.size() - 1;
    }

    void truncateAfter(long lastKeptIndex) throws IOException {
        if (lastKeptIndex >= lastIndex) {
            return;
        }
        Entry record = record(lastKeptIndex, Bytes.EMPTY);
        makeRoom(List.of(record));
        try {
            put(record, Frame.TRUNCATION);
            flush();
        } catch (IOException e) {
            throw failure.latch(e);
        }
        lastIndex = lastKeptIndex;
        for (Segment segment : segments) {
            segment.marks.truncateAfter(lastKeptIndex);
        }
        markNext = true;
    }

    /**
     * Prepares all segments that these entries will need, before the first of them is written.
     *
     * @throws NoSpaceException if the disk is full; the log is unchanged, and continues once there is room
     */
    private void makeRoom(List<Entry> entries) throws IOException {
        long room = active().room();
        int needed = 0;
        try {
            for (int i = 0; i < entries.size(); i++) {
                long size = Frame.sizeOf(entries.get(i).payload().length());
                if (size > room) {
                    room = preparer.reserve(needed++, BEGIN_BYTES + size) - BEGIN_BYTES;
                }
                room -= size;
            }
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            throw failure.latch(e);
        }
    }

    private static Entry record(long index, Bytes payload) {
        return new Entry(index, 0, 0, Entry.Kind.NOOP, payload);
    }

    private void put(Entry entry, int type) throws IOException {
        long size = Frame.sizeOf(entry.payload().length());
        if (buffer.position() + size > active().room()) {
            flush();
            start(preparer.take());
            encodeBegin(Frame.isEntry(type) ? entry.index() : lastIndex + 1);
        }
        if (size > buffer.remaining()) {
            flush();
            if (size > buffer.capacity()) {
                buffer = WriteBuffer.allocate(Math.toIntExact(size));
            }
        }
        long position = active().position + buffer.position();
        if (Frame.isEntry(type) && (markNext || position - markedPosition >= config.markEveryBytes())) {
            active().marks.add(entry.index(), position);
            markedPosition = position;
            markNext = false;
        }
        encode(entry, type);
    }

    private void encode(Entry entry, int type) {
        chainCrc = frame.encode(entry, type, chainCrc, syncedMark, active().salt(), buffer);
    }

    private void encodeBegin() {
        encodeBegin(lastIndex + 1);
    }

    private void encodeBegin(long firstIndex) {
        active().firstIndex = firstIndex;
        encode(record(firstIndex, Bytes.EMPTY), Frame.BEGIN);
    }

    private void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        Segment active = active();
        buffer.flip();
        int bytes = buffer.remaining();
        active.file.write(active.position, buffer);
        active.position += bytes;
        writtenMark = active.mark(active.position);
        buffer.clear();
        if (buffer.capacity() > BUFFER_BYTES) {
            buffer = WriteBuffer.allocate(BUFFER_BYTES); // one large entry must not hold the memory permanently
        }
    }

    private void start(Segment next) {
        segments.add(next);
        published = List.copyOf(segments);
        markNext = true;
    }

    private Segment active() {
        return segments.get(segments.size() - 1);
    }

    /**
     * Forces what was written. Returns whether the log has moved to another segment since the last sync, so that a hint
     * is worth a write.
     */
    boolean sync() throws IOException {
        synchronized (syncLock) {
            long target = writtenMark; // read before the list, so that the list holds everything that was written
            long from = syncedMark;
            List<Segment> all = published;
            try {
                if (target > from) {
                    force(all, from, target);
                    syncedMark = target;
                }
            } catch (IOException e) {
                throw failure.latch(e);
            }
            return Mark.sequence(target) != Mark.sequence(from);
        }
    }

    /** Prepares the next segment further, by one slice at most. Any thread. */
    void prepare() throws IOException {
        List<Segment> all = published;
        try {
            preparer.advance(all.get(all.size() - 1));
        } catch (IOException e) {
            throw failure.latch(e);
        }
    }

    private static void force(List<Segment> all, long from, long target) throws IOException {
        for (int i = 0; i < all.size(); i++) {
            long sequence = all.get(i).sequence;
            if (sequence >= Mark.sequence(from) && sequence <= Mark.sequence(target)) {
                all.get(i).file.force(false);
            }
        }
    }

    List<Entry> read(long first, long last, int maxBytes) throws IOException {
        return SegmentReader.read(published, first, Math.min(last, lastIndex), maxBytes);
    }

    /**
     * Returns the first index of the longest tail that takes no more than {@code bytes}, or of a short one that takes
     * more.
     */
    long firstIndexWithin(long bytes) {
        long first = Long.MAX_VALUE;
        long remaining = bytes;
        for (int i = segments.size() - 1; i >= 0 && remaining > 0; i--) {
            Segment segment = segments.get(i);
            first = Math.min(first, segment.marks.firstIndexFrom(segment.position - remaining));
            remaining -= segment.position;
        }
        for (int i = segments.size() - 1; i >= 0 && first == Long.MAX_VALUE; i--) {
            first = segments.get(i).marks.lastIndex();
        }
        return first;
    }

    /** Returns the number of segments that hold nothing after {@code index}. */
    int segmentsBefore(long index) {
        int count = 0;
        while (count < segments.size() - 1 && segments.get(count + 1).firstIndex <= index + 1) {
            count++;
        }
        return count;
    }

    /** Returns the present segments, in order; the last one is active. Any thread. */
    List<Segment> published() {
        return published;
    }

    long sequenceAt(int position) {
        return segments.get(position).sequence;
    }

    /**
     * Starts the log again after {@code index}, in a segment of its own; returns the number of segments before it. What
     * was written before must be durable, or not needed.
     */
    int beginAfter(long index) throws IOException {
        synchronized (syncLock) {
            try {
                preparer.reserve(0, 0);
                start(preparer.take());
                lastIndex = index;
                encodeBegin();
                flush();
                active().file.force(false);
                syncedMark = writtenMark;
            } catch (NoSpaceException e) {
                throw e;
            } catch (IOException e) {
                throw failure.latch(e);
            }
        }
        return segments.size() - 1;
    }

    /**
     * Leaves the segment that holds an entry which cannot be read, and describes the damage. On a disk without room for
     * another segment it goes on being written.
     */
    Scrub.Damage leaveDamaged(long index, String what) throws IOException {
        int holder = SegmentReader.holderOf(segments, index);
        if (holder < 0) {
            return new Scrub.Damage("with entry " + index, index, what);
        }
        Segment damaged = segments.get(holder);
        if (damaged == active()) {
            sync();
            try {
                int unused = beginAfter(lastIndex);
            } catch (NoSpaceException e) {
                return new Scrub.Damage(damaged.name, lastIndex, what);
            }
        }
        return new Scrub.Damage(damaged.name, lastIndexUpTo(damaged), what);
    }

    /**
     * Returns the last index up to a segment that is no longer written. After a truncation a segment may begin before
     * the end of the one ahead of it: all of those must be covered. Any thread.
     */
    long lastIndexUpTo(Segment segment) {
        List<Segment> all = published;
        long last = 0;
        for (int i = 0; i + 1 < all.size(); i++) {
            last = Math.max(last, all.get(i + 1).firstIndex - 1);
            if (all.get(i) == segment) {
                break;
            }
        }
        return last;
    }

    /** Removes the oldest segments. */
    void drop(int count) throws IOException {
        if (count == 0) {
            return;
        }
        synchronized (syncLock) {
            List<Segment> dropped = List.copyOf(segments.subList(0, count));
            segments.subList(0, count).clear();
            published = List.copyOf(segments);
            try {
                for (Segment segment : dropped) {
                    segment.file.close();
                    disk.delete(segment.name);
                }
                disk.forceDirectory();
            } catch (IOException e) {
                throw failure.latch(e);
            }
        }
    }

    void close() throws IOException {
        synchronized (syncLock) {
            for (Segment segment : segments) {
                segment.file.close();
            }
            preparer.close();
        }
    }
}
