package io.dengine.wal;

import io.dengine.wal.disk.NamedReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Decides whether what follows the last valid frame is the end of the log, a tail that a crash has torn, or damage.
 *
 * <p>A tail is torn only if no record shows that it was needed. A record shows it if a frame behind the end, or the
 * state, knew that the tail was durable. If neither a power failure nor a failure of the disk could have lost what was
 * not yet durable, two more records show it: the tail was committed, or an entry stands behind the end. A process
 * writes its frames one after the other, so one that is killed leaves at most its last frame incomplete.
 */
final class TailJudge {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Frame frame = new Frame();
    private final StoredState state;
    private final boolean mayHaveLost;
    private byte[] block = new byte[0];

    /** The greatest synced mark in any frame behind the end. */
    private long synced = Mark.NONE;

    /**
     * An entry stands behind the frame that is not valid. Frames of other types do not count: a reset that did not end
     * may have begun its segment.
     */
    private boolean entryFollows;

    TailJudge(StoredState state, boolean mayHaveLost) {
        this.state = state;
        this.mayHaveLost = mayHaveLost;
    }

    /**
     * Returns if the log may end where the scanner stopped.
     *
     * @param segments all segments, in order
     * @param end the segment in which the log ends
     * @throws CorruptLogException if acknowledged data is missing
     */
    void judge(LogScanner scanner, List<Segment> segments, Segment end) throws IOException {
        synced = scanner.syncedMark();
        for (Segment segment : segments) {
            if (segment.sequence >= end.sequence) {
                lookBehind(segment, segment == end ? end.position : Segment.HEADER_BYTES);
            }
        }
        if (synced > end.mark(end.position)) {
            throw new CorruptLogException(
                    end.name,
                    end.position,
                    "the frame there is not valid, but everything up to byte " + Mark.position(synced) + " of "
                            + Segment.nameOf(Mark.sequence(synced)) + " was durable");
        }
        if (!mayHaveLost && entryFollows) {
            throw new CorruptLogException(
                    end.name,
                    end.position,
                    "the frame there is not valid, but entries behind it are, and neither a power loss nor a disk"
                            + " failure explains this");
        }
        long lastIndex = scanner.lastIndex();
        if (lastIndex < state.base().index()) {
            throw new CorruptLogException(
                    end.name, end.position, "the log ends at entry " + lastIndex + ", before its snapshot index");
        }
        if (!mayHaveLost && lastIndex < state.committedIndex()) {
            throw new CorruptLogException(
                    end.name,
                    end.position,
                    "the log ends at entry " + lastIndex + ", but entry " + state.committedIndex()
                            + " was committed, and neither a power loss nor a disk failure explains this");
        }
    }

    /**
     * Reads the headers of all frames from {@code from} on; frames may be anywhere there. What stands at {@code from}
     * itself is no entry that follows: it is the frame that is not valid, or the one that begins a segment.
     */
    private void lookBehind(Segment segment, long from) throws IOException {
        long salt = segment.saltAt(from);
        for (long position = from; position < segment.sizeBytes; ) {
            int wanted = (int) Math.min(CHUNK_BYTES, segment.sizeBytes - position);
            if (block.length < wanted) {
                block = new byte[wanted];
            }
            int read = NamedReads.read(segment.file, segment.name, position, ByteBuffer.wrap(block, 0, wanted));
            int last = read - Frame.HEADER_BYTES;
            for (int at = 0; at <= last; at += Frame.ALIGNMENT) {
                if (Frame.type(block, at) != 0 && frame.isHeader(block, at, salt)) {
                    synced = Math.max(synced, Frame.syncedMark(block, at));
                    entryFollows |= Frame.isEntry(Frame.type(block, at)) && position + at > from;
                }
            }
            // The last header may reach into the next chunk.
            position += last >= Frame.ALIGNMENT ? last / Frame.ALIGNMENT * Frame.ALIGNMENT + Frame.ALIGNMENT : wanted;
        }
    }
}
