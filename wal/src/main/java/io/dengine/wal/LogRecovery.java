package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the files of a log, or creates them.
 *
 * <pre>
 *   state: newest slot --> segments: scan --> end: torn or damaged? --> cut --> write again what may be unsynced,
 *                                                                             to new blocks after a failure
 * </pre>
 *
 * <p>Nothing is changed before it is certain that nothing is damaged. A crash at any step leaves a log with which the
 * next recovery can begin.
 */
final class LogRecovery {
    private static final String COPY = "copy" + Segment.UNFINISHED;
    private static final int COPY_BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;

    private final Disk disk;
    private final WalConfig config;
    private final Failure failure;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private boolean changing;

    LogRecovery(Disk disk, WalConfig config, Failure failure) {
        this.disk = disk;
        this.config = config;
        this.failure = failure;
    }

    OpenedLog open() throws IOException {
        try {
            List<String> names = disk.list();
            if (!names.contains(StateFile.NAME)) {
                return create(names);
            }
            StateFile file = StateFile.open(disk);
            opened.add(file);
            StoredState state = file.read();
            checkOwner(state);
            return recover(file, state, names);
        } catch (NoSpaceException e) {
            closeAll(e);
            throw new NoSpaceException(
                    "The disk has no room to open the log: " + e.getMessage() + ". Nothing is lost. Free some space on"
                            + " the disk of the data directory, then start the node again.",
                    e);
        } catch (IOException e) {
            if (changing) {
                failure.latch(e);
            }
            closeAll(e);
            throw e;
        } catch (RuntimeException e) {
            closeAll(e);
            throw e;
        }
    }

    private void closeAll(Exception cause) {
        for (AutoCloseable file : opened) {
            try {
                file.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static List<Long> sequences(List<String> names) {
        List<Long> sequences = new ArrayList<>();
        for (String name : names) {
            if (Segment.isSegment(name)) {
                sequences.add(Segment.sequenceOf(name));
            }
        }
        return sequences;
    }

    /**
     * Creates the log. The state file comes last: if there is a state there is a segment, so a missing segment is
     * damage.
     */
    private OpenedLog create(List<String> names) throws IOException {
        for (long sequence : sequences(names)) {
            if (sequence != 1 || !Segment.isBlank(disk, Segment.nameOf(sequence))) {
                throw new CorruptLogException(
                        StateFile.NAME, 0, "it is missing, although segments of a log are present");
            }
            disk.delete(Segment.nameOf(sequence)); // left by a creation that did not end
        }
        deleteUnfinished(names);
        StoredState state = StoredState.initial(config);
        Segment first = SegmentPreparer.create(disk, state, 1, config);
        opened.add(first.file);
        StateFile file = StateFile.create(disk, state);
        opened.add(file);
        LogScanner scanner = new LogScanner(state, config.markEveryBytes());
        StateStore store = new StateStore(file, state, failure);
        failure.rememberIn(store);
        disk.forgetFailure(); // of a log that was here before
        return new OpenedLog(store, List.of(first), scanner, false, false, false);
    }

    private void deleteUnfinished(List<String> names) throws IOException {
        for (String name : names) {
            if (name.endsWith(Segment.UNFINISHED)) {
                disk.delete(name);
            }
        }
    }

    private void checkOwner(StoredState state) throws IOException {
        if (state.clusterHigh() != config.clusterHigh() || state.clusterLow() != config.clusterLow()) {
            throw new IOException("The data directory belongs to another cluster. Nothing was changed. Start the node"
                    + " with the configuration of the cluster that the directory belongs to, or with a directory of its"
                    + " own.");
        }
        if (state.nodeId() != config.nodeId()) {
            throw new IOException("The data directory belongs to node " + state.nodeId() + ", and this is node "
                    + config.nodeId() + ". Nothing was changed, and the data of node " + state.nodeId()
                    + " are whole. Start this node with its own directory, and node " + state.nodeId()
                    + " with this one.");
        }
    }

    private OpenedLog recover(StateFile file, StoredState state, List<String> names) throws IOException {
        List<Long> sequences = sequences(names);
        boolean failed = disk.remembersFailure() || state.bootId().equals(StoredState.NO_BOOT);
        boolean mayHaveLost = failed || !state.clean() && !state.bootId().equals(config.bootId());
        List<Segment> segments = openSegments(state, sequences);
        LogScanner scanner = new LogScanner(state, config.markEveryBytes());
        for (int i = 0; i < segments.size() && scanner.scan(segments.get(i)); i++) {
            // the scanner keeps what it finds
        }
        boolean begun = !scanner.scanned().isEmpty();
        Segment end = segments.get(Math.max(0, scanner.scanned().size() - 1));
        new TailJudge(state, mayHaveLost).judge(scanner, segments, end);

        changing = true;
        disk.forceDirectory(); // an earlier run saw these names, but may not have made them durable
        file.write(state);
        StateStore store = new StateStore(file, state, failure);
        // Each start asks again whether data may be missing, until the node has settled the consequences.
        store.enterBoot(failed ? StoredState.NO_BOOT : mayHaveLost ? state.bootId() : config.bootId());
        failure.rememberIn(store);
        deleteUnfinished(names);
        deleteBefore(state.firstSegment(), sequences);
        deleteAfter(end, segments);
        boolean torn = failed || !state.clean();
        if (torn) {
            secure(segments, scanner.syncedMark(), failed);
        }
        return new OpenedLog(store, segments, scanner, begun, torn, mayHaveLost);
    }

    private List<Segment> openSegments(StoredState state, List<Long> sequences) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (long sequence : sequences) {
            if (sequence < state.firstSegment()) {
                continue;
            }
            if (sequence != state.firstSegment() + segments.size()) {
                break;
            }
            Segment segment = Segment.open(disk, sequence, state);
            opened.add(segment.file);
            segments.add(segment);
        }
        long missing = state.firstSegment() + segments.size();
        if (segments.isEmpty() || sequences.get(sequences.size() - 1) > missing) {
            throw new CorruptLogException(Segment.nameOf(missing), 0, "the segment is missing");
        }
        return segments;
    }

    private void deleteBefore(long firstSegment, List<Long> sequences) throws IOException {
        for (long sequence : sequences) {
            if (sequence < firstSegment) {
                disk.delete(Segment.nameOf(sequence));
            }
        }
    }

    /** Deletes the segments after {@code end}, the last one first, each durably, so that a crash leaves no gap. */
    private void deleteAfter(Segment end, List<Segment> segments) throws IOException {
        for (int i = segments.size() - 1; segments.get(i) != end; i--) {
            Segment segment = segments.remove(i);
            segment.file.close();
            disk.delete(segment.name);
            disk.forceDirectory();
        }
    }

    /**
     * Ensures that what was read is on the disk. The system cannot be asked: after a failed force it may show bytes
     * that are not on the disk, and treat them as written.
     *
     * @param failed whether a write or force is known to have failed
     */
    private void secure(List<Segment> segments, long syncedMark, boolean failed) throws IOException {
        for (Segment segment : segments) {
            if (segment.sequence < Mark.sequence(syncedMark)) {
                continue;
            }
            if (failed) {
                copy(segment);
            } else {
                long from = segment.sequence == Mark.sequence(syncedMark) ? Mark.position(syncedMark) : 0;
                writeAgain(segment, from / PAGE_BYTES * PAGE_BYTES);
            }
        }
    }

    /** Writes the bytes again. What is on the disk is the same or was never promised, so a crash here does no harm. */
    private static void writeAgain(Segment segment, long from) throws IOException {
        transfer(segment.file, from, segment.position, segment.file);
        segment.file.force(true);
    }

    /** Copies the segment to new blocks, because the old ones may be those that failed. */
    private void copy(Segment segment) throws IOException {
        DiskFile copy = disk.create(COPY, segment.sizeBytes);
        try (copy) {
            transfer(segment.file, 0, segment.position, copy);
            copy.force(true);
        }
        segment.file.close();
        disk.rename(COPY, segment.name);
        disk.forceDirectory();
        segment.file = disk.open(segment.name);
        opened.add(segment.file);
    }

    /** Copies the bytes from {@code from} up to {@code end}, exclusive. */
    static void transfer(DiskFile source, long from, long end, DiskFile target) throws IOException {
        ByteBuffer chunk = WriteBuffer.allocate((int) Math.clamp(end - from, 1, COPY_BYTES));
        for (long position = from; position < end; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end - position));
            source.read(position, chunk);
            chunk.flip();
            int bytes = chunk.remaining();
            if (bytes == 0) {
                throw new IOException("a file ends at byte " + position + ", before byte " + end);
            }
            target.write(position, chunk);
            position += bytes;
        }
    }
}
