package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import io.dengine.wal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The log in files of equal size; see the package for what they hold.
 *
 * <p>Threading as {@link LogStore} says: one owner writes, any thread reads and syncs. A sync runs outside of every
 * lock that an append takes.
 */
public final class SegmentedLog implements LogStore {
    private static final int WRITE_BUFFER_BYTES = 1 << 20;

    /** With less room than this many segments, the node should take no more commands. */
    private static final int LOW_SPACE_SEGMENTS = 3;

    private final WalConfig config;
    private final Disk disk;
    private final SplittableRandom salts;
    private final Frame frame = new Frame();
    private final Object syncLock = new Object();
    private final Object stateLock = new Object();

    private ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES);
    private final List<Segment> segments = new ArrayList<>(); // replaced in `readable` after each change
    private volatile List<Segment> readable = List.of();
    private @Nullable Segment prepared;
    private @Nullable StateFile stateFile;
    private StoredState state;
    private int chainCrc;
    private long lastIndex;
    private long markedPosition;
    private boolean markNext;
    private boolean powerMayHaveBeenLost;

    private volatile @Nullable IOException failure;
    private volatile boolean lowOnSpace;
    private volatile long committedIndex;
    private volatile long appendedIndex;
    private volatile long syncedIndex;
    private volatile boolean recovered;

    public SegmentedLog(Disk disk, WalConfig config) {
        this.disk = disk;
        this.config = config;
        this.salts = new SplittableRandom(config.saltSeed());
        this.state = StoredState.initial(config);
    }

    @Override
    public RecoveredLog recover() throws IOException {
        List<String> names = disk.list();
        List<Long> sequences = new ArrayList<>();
        for (String name : names) {
            if (Segment.isSegment(name)) {
                sequences.add(Segment.sequenceOf(name));
            }
        }
        if (!names.contains(StateFile.NAME)) {
            if (!sequences.isEmpty()) {
                throw new CorruptLogException(StateFile.NAME, 0, "it is missing, but there are segments of a log");
            }
            return createLog();
        }
        stateFile = StateFile.open(disk);
        state = stateFile.read();
        if (state.clusterHigh() != config.clusterHigh() || state.clusterLow() != config.clusterLow()) {
            throw new IOException("the data directory belongs to another cluster: its members were different ones when"
                    + " it was created. Nothing was changed. Use the directory that belongs to this configuration.");
        }
        powerMayHaveBeenLost = !state.clean() && !state.bootId().equals(config.bootId());
        return recoverLog(sequences);
    }

    private RecoveredLog createLog() throws IOException {
        stateFile = StateFile.create(disk, state);
        recovered = true;
        lastIndex = state.base().index();
        append(Segment.create(disk, 1, config.segmentBytes()));
        return RecoveredLog.empty(state.base());
    }

    private RecoveredLog recoverLog(List<Long> sequences) throws IOException {
        deleteLeftOvers(sequences);
        openSegments(sequences);
        if (segments.isEmpty()) {
            // a crash between the creation of the state and of the first segment, or within a reset
            lastIndex = state.base().index();
            append(Segment.create(disk, state.firstSegment(), config.segmentBytes()));
            saveState(state.hardState());
            return new RecoveredLog(state.hardState(), state.base(), lastIndex, List.of(), List.of(), List.of());
        }
        LogScanner scanner = new LogScanner(state.base(), state.committedIndex(), segments.get(0));
        for (int i = 0; i < segments.size(); i++) {
            scanner.scan(segments.get(i), i == segments.size() - 1);
        }
        Segment active = segments.get(segments.size() - 1);
        active.file.force(false); // whatever the system had not written yet must not vanish behind our back
        chainCrc = scanner.chainCrc;
        lastIndex = Math.max(scanner.lastIndex, state.base().index());
        appendedIndex = lastIndex;
        syncedIndex = lastIndex;
        committedIndex = state.committedIndex();
        markNext = true;
        readable = List.copyOf(segments);
        recovered = !powerMayHaveBeenLost;
        saveState(state.hardState());
        return Recovered.of(state, scanner, lastIndex, tail());
    }

    private void deleteLeftOvers(List<Long> sequences) throws IOException {
        boolean deleted = false;
        for (int i = 0; i < sequences.size(); ) {
            if (sequences.get(i) < state.firstSegment()) {
                disk.delete(Segment.nameOf(sequences.remove(i)));
                deleted = true;
            } else {
                i++;
            }
        }
        if (deleted) {
            disk.forceDirectory();
        }
    }

    /** Opens what is there; the last segment may be one that was prepared and never begun. */
    private void openSegments(List<Long> sequences) throws IOException {
        for (int i = 0; i < sequences.size(); i++) {
            long sequence = sequences.get(i);
            String name = Segment.nameOf(sequence);
            if (sequence != state.firstSegment() + i) {
                throw new CorruptLogException(name, 0, "the segment before it is missing");
            }
            Segment segment = new Segment(sequence, disk.open(name));
            String wrong = segment.readHeader(config, state.storageId());
            if (wrong == null) {
                segments.add(segment);
            } else if (i == sequences.size() - 1 && segment.isBlank()) {
                segment.file.close();
                disk.delete(name);
                disk.forceDirectory();
            } else {
                throw new CorruptLogException(name, 0, wrong);
            }
        }
    }

    private List<Entry> tail() throws IOException {
        List<Entry> tail = new ArrayList<>();
        long first = lastIndex + 1;
        long bytes = 0;
        for (int i = segments.size() - 1; i >= 0 && (first > lastIndex || bytes < config.tailBytes()); i--) {
            Segment segment = segments.get(i);
            if (segment.marks.firstIndex() < first) {
                first = Math.max(segment.marks.firstIndex(), state.base().index() + 1);
                bytes += segment.position;
            }
        }
        while (first <= lastIndex) {
            List<Entry> chunk = read(first, lastIndex, 1 << 20);
            tail.addAll(chunk);
            first = chunk.get(chunk.size() - 1).index() + 1;
        }
        return tail;
    }

    @Override
    public void saveHardState(HardState hardState) throws IOException {
        check();
        saveState(hardState);
    }

    private void saveState(HardState hardState) throws IOException {
        synchronized (stateLock) {
            long committed = Math.min(committedIndex, syncedIndex);
            writeState(state.with(hardState, committed, recovered ? config.bootId() : state.bootId()));
        }
    }

    private void writeState(StoredState next) throws IOException {
        try {
            openStateFile().write(next);
            state = next;
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private StateFile openStateFile() {
        StateFile open = stateFile;
        if (open == null) {
            throw new IllegalStateException("the log was not opened");
        }
        return open;
    }

    @Override
    public void truncateAfter(long lastKeptIndex) throws IOException {
        check();
        if (lastKeptIndex >= lastIndex) {
            return;
        }
        encode(new Entry(lastKeptIndex, 0, 0, Entry.Kind.NOOP, Bytes.EMPTY), Frame.TRUNCATION);
        writeBuffer();
        for (Segment segment : segments) {
            segment.marks.truncateAfter(lastKeptIndex);
        }
        markNext = true;
        lastIndex = lastKeptIndex;
        appendedIndex = lastKeptIndex;
        syncedIndex = Math.min(syncedIndex, lastKeptIndex);
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
        check();
        for (Entry entry : entries) {
            if (entry.index() != lastIndex + 1) {
                throw new IllegalArgumentException("entry " + entry.id() + " does not follow " + lastIndex);
            }
            encode(entry, entry.kind().ordinal());
            lastIndex = entry.index();
        }
        writeBuffer();
        appendedIndex = lastIndex;
    }

    private void encode(Entry entry, int type) throws IOException {
        long size = Frame.sizeOf(entry.payload().length());
        Segment active = active();
        if (active.position + buffer.position() + size > active.sizeBytes) {
            writeBuffer();
            roll(size);
            active = active();
        }
        if (size > buffer.remaining()) {
            writeBuffer();
            if (size > buffer.capacity()) {
                buffer = ByteBuffer.allocateDirect(Math.toIntExact(size));
            }
        }
        long position = active.position + buffer.position();
        if (type != Frame.TRUNCATION && (markNext || position - markedPosition >= LogScanner.MARK_EVERY_BYTES)) {
            active.marks.add(entry.index(), position);
            markedPosition = position;
            markNext = false;
        }
        chainCrc = frame.encode(entry, type, chainCrc, active.syncedPosition, active.salt, buffer);
    }

    private void writeBuffer() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        Segment active = active();
        buffer.flip();
        int bytes = buffer.remaining();
        try {
            active.file.write(active.position, buffer);
        } catch (IOException e) {
            throw fail(e);
        }
        active.position += bytes;
        buffer.clear();
        if (buffer.capacity() > WRITE_BUFFER_BYTES) {
            buffer = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES); // one large entry must not hold the memory for ever
        }
    }

    /** Leaves the active segment, durable, and begins the next. */
    private void roll(long neededBytes) throws IOException {
        try {
            long size = Math.max(config.segmentBytes(), neededBytes + Segment.HEADER_BYTES);
            beginNext(size, lastIndex);
            saveState(state.hardState()); // carries the hint of what was committed
        } catch (IOException e) {
            throw fail(e);
        }
    }

    /** One step for whoever syncs beside: it sees the old segment with nothing prepared yet, or the new one. */
    private void beginNext(long size, long newLastIndex) throws IOException {
        synchronized (syncLock) {
            sync(active());
            lastIndex = newLastIndex;
            append(takePrepared(size));
        }
    }

    private Segment takePrepared(long size) throws IOException {
        Segment next = prepared;
        prepared = null;
        if (next != null && next.sizeBytes >= size) {
            return next;
        }
        if (next != null) {
            next.file.close();
            disk.delete(next.name);
        }
        return Segment.create(disk, active().sequence + 1, size);
    }

    private void append(Segment next) throws IOException {
        next.begin(config, state.storageId(), salts.nextLong(), chainCrc, lastIndex + 1);
        segments.add(next);
        readable = List.copyOf(segments);
        markNext = true;
        appendedIndex = lastIndex;
        syncedIndex = lastIndex;
    }

    private Segment active() {
        return segments.get(segments.size() - 1);
    }

    @Override
    public void sync() throws IOException {
        check();
        List<Segment> all = readable;
        sync(all.get(all.size() - 1));
    }

    private void sync(Segment active) throws IOException {
        synchronized (syncLock) {
            long index = appendedIndex;
            long position = active.position;
            if (position > active.syncedPosition) {
                try {
                    active.file.force(false);
                } catch (IOException e) {
                    throw fail(e);
                }
                active.syncedPosition = position;
            }
            if (active == readable.get(readable.size() - 1)) {
                syncedIndex = Math.min(index, appendedIndex);
            }
            prepareNext(active);
        }
    }

    /** Once the active segment is half full, the next is made ready, so that nobody waits for it, or hears early. */
    private void prepareNext(Segment active) {
        if (prepared != null || active.position < active.sizeBytes / 2 || active != readable.get(readable.size() - 1)) {
            return;
        }
        try {
            lowOnSpace = disk.usableBytes() < LOW_SPACE_SEGMENTS * config.segmentBytes();
            if (!lowOnSpace) {
                prepared = Segment.create(disk, active.sequence + 1, config.segmentBytes());
            }
        } catch (IOException e) {
            lowOnSpace = true; // nothing is lost: the active segment still has room, and the next sync tries again
        }
    }

    /** Whether the disk is nearly full: no more commands should be taken. Asks the disk only while it was full last. */
    public boolean lowOnSpace() {
        if (lowOnSpace) {
            try {
                lowOnSpace = disk.usableBytes() < LOW_SPACE_SEGMENTS * config.segmentBytes();
            } catch (IOException e) {
                return true;
            }
        }
        return lowOnSpace;
    }

    /** The identity of this disk. Known once {@link #recover} has returned. */
    public long storageId() {
        return state.storageId();
    }

    /** Whether the machine may have lost power since the log was last used, and unsynced entries with it. */
    public boolean powerMayHaveBeenLost() {
        return powerMayHaveBeenLost;
    }

    /** What a loss of power took is made up for; remembered with the next change of the state. Any thread. */
    public void markRecovered() {
        recovered = true;
    }

    @Override
    public List<Entry> read(long firstIndex, long lastWantedIndex, int maxBytes) throws IOException {
        List<Segment> all = readable;
        long last = lastWantedIndex;
        for (int i = all.size() - 1; i >= 0; i--) {
            Segment segment = all.get(i);
            long marked = segment.marks.firstIndex();
            if (marked <= firstIndex) {
                return SegmentReader.read(segment, firstIndex, last, maxBytes);
            }
            last = Math.min(last, marked - 1); // from there on, what earlier segments hold was truncated
        }
        throw new IOException("entry " + firstIndex + " is not in the log any more");
    }

    @Override
    public void noteCommitted(long index) {
        committedIndex = index;
    }

    @Override
    public void compact(SnapshotMeta base) throws IOException {
        sync(); // a log must not end before its base
        int kept = 0;
        while (kept < segments.size() - 1 && segments.get(kept + 1).firstIndex <= base.index() + 1) {
            kept++;
        }
        synchronized (stateLock) {
            writeState(state.withBase(base, segments.get(kept).sequence));
        }
        dropSegments(kept);
    }

    private void dropSegments(int count) throws IOException {
        List<Segment> dropped = List.copyOf(segments.subList(0, count));
        segments.subList(0, count).clear();
        readable = List.copyOf(segments);
        try {
            for (Segment segment : dropped) {
                segment.file.close();
                disk.delete(segment.name);
            }
            if (!dropped.isEmpty()) {
                disk.forceDirectory();
            }
        } catch (IOException e) {
            throw fail(e);
        }
    }

    @Override
    public void resetTo(SnapshotMeta base) throws IOException {
        check();
        try {
            beginNext(config.segmentBytes(), base.index());
        } catch (IOException e) {
            throw fail(e);
        }
        synchronized (stateLock) {
            writeState(state.withBase(base, active().sequence));
        }
        dropSegments(segments.size() - 1);
    }

    @Override
    public void close() throws IOException {
        try (disk) {
            if (failure == null && !segments.isEmpty()) {
                sync();
                if (recovered) { // what a loss of power took is not made up for by a clean end
                    synchronized (stateLock) {
                        writeState(state.closed(Math.min(committedIndex, syncedIndex)));
                    }
                }
            }
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() throws IOException {
        for (Segment segment : segments) {
            segment.file.close();
        }
        Segment unused = prepared;
        if (unused != null) {
            unused.file.close();
        }
        StateFile open = stateFile;
        if (open != null) {
            open.close();
        }
    }

    private void check() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("the log stopped after an earlier failure: " + cause.getMessage(), cause);
        }
    }

    /** After a failed write or sync nobody knows what is on the disk, so nothing more may be promised. */
    private IOException fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        return cause;
    }
}
