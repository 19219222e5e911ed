package io.dengine.wal;

import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the segments once, in order, and finds out what the log holds. Where a frame is not valid, it decides between
 * the end of the log, a torn tail, and damage.
 */
final class LogScanner {
    private static final int BLOCK_BYTES = 4 << 20;
    static final int MARK_EVERY_BYTES = 16 << 10;

    private final Frame frame = new Frame();
    private final SnapshotMeta base;
    private final long committedIndex;
    private final List<Segment> scanned = new ArrayList<>();

    final List<TermRun> termRuns = new ArrayList<>();
    final List<Entry> configurations = new ArrayList<>();
    long lastIndex;
    int chainCrc;

    private byte[] block = new byte[0];
    private int blockBytes;

    LogScanner(SnapshotMeta base, long committedIndex, Segment oldest) {
        this.base = base;
        this.committedIndex = committedIndex;
        this.lastIndex = oldest.firstIndex - 1;
        this.chainCrc = oldest.firstChainCrc;
    }

    /** Reads one more segment; returns where a torn tail was cut off, or the end of its frames. */
    void scan(Segment segment, boolean last) throws IOException {
        if (segment.firstChainCrc != chainCrc) {
            throw new CorruptLogException(segment.name, 0, "it does not continue the segment before it");
        }
        scanned.add(segment);
        long position = Segment.HEADER_BYTES;
        long markedPosition = -MARK_EVERY_BYTES;
        boolean markNext = true;
        load(segment, position, BLOCK_BYTES);
        int at = 0;
        while (true) {
            if (blockBytes - at < Frame.HEADER_BYTES || blockBytes - at < frameBytes(at)) {
                load(segment, position, (int) Math.max(BLOCK_BYTES, needed(at)));
                at = 0;
            }
            if (!isNextFrame(segment, at)) {
                break;
            }
            long index = Frame.index(block, at);
            if (Frame.type(block, at) == Frame.TRUNCATION) {
                truncateAfter(index);
                markNext = true;
            } else {
                if (markNext || position - markedPosition >= MARK_EVERY_BYTES) {
                    segment.marks.add(index, position);
                    markedPosition = position;
                    markNext = false;
                }
                take(at, index);
            }
            chainCrc = Frame.headerCrc(block, at);
            int size = (int) Frame.sizeOf(Frame.payloadBytes(block, at));
            position += size;
            at += size;
        }
        segment.position = position;
        segment.syncedPosition = position;
        judgeEnd(segment, position, last);
    }

    private long needed(int at) {
        return blockBytes - at < Frame.HEADER_BYTES ? 0 : frameBytes(at);
    }

    /** The size of the frame whose header stands at {@code at}, or that of a header if it cannot be one. */
    private long frameBytes(int at) {
        int length = Frame.payloadBytes(block, at);
        return length < 0 || length > Frame.MAX_PAYLOAD_BYTES ? Frame.HEADER_BYTES : Frame.sizeOf(length);
    }

    private boolean isNextFrame(Segment segment, int at) {
        if (blockBytes - at < Frame.HEADER_BYTES
                || !frame.isHeader(block, at, segment.salt)
                || blockBytes - at < frameBytes(at)
                || Frame.previousCrc(block, at) != chainCrc
                || !frame.isPayload(block, at)
                || !Frame.isKnownType(Frame.type(block, at))) {
            return false;
        }
        return Frame.type(block, at) == Frame.TRUNCATION || Frame.index(block, at) == lastIndex + 1;
    }

    private void take(int at, long index) {
        lastIndex = index;
        long term = Frame.term(block, at);
        if (termRuns.isEmpty() || termRuns.get(termRuns.size() - 1).term() != term) {
            termRuns.add(new TermRun(index, term));
        }
        if (Frame.type(block, at) == Entry.Kind.CONFIGURATION.ordinal()) {
            configurations.add(Frame.entry(block, at));
        }
    }

    private void truncateAfter(long lastKept) {
        lastIndex = lastKept;
        while (!termRuns.isEmpty() && termRuns.get(termRuns.size() - 1).firstIndex() > lastKept) {
            termRuns.remove(termRuns.size() - 1);
        }
        configurations.removeIf(entry -> entry.index() > lastKept);
        for (Segment segment : scanned) {
            segment.marks.truncateAfter(lastKept);
        }
    }

    /**
     * Nothing valid stands at {@code position}. In a segment that was left behind, which was synced before, only zeros
     * may follow. In the last one a crash may have torn what nobody was told of: that is, unless it lies before what
     * was known to be synced when a later frame was written, or holds an index known to be committed.
     */
    private void judgeEnd(Segment segment, long position, boolean last) throws IOException {
        if (!last) {
            if (!isZero(segment, position, Math.min(position + Frame.HEADER_BYTES, segment.sizeBytes))) {
                throw new CorruptLogException(segment.name, position, "a frame is not valid, and segments follow");
            }
            return;
        }
        if (lastIndex < Math.max(committedIndex, base.index())) {
            throw new CorruptLogException(
                    segment.name,
                    position,
                    "entry " + (lastIndex + 1) + " is missing, but " + committedIndex + " was known to be committed");
        }
        long provenSynced = latestSyncedPositionAfter(segment, position);
        if (provenSynced > position) {
            throw new CorruptLogException(
                    segment.name,
                    position,
                    "a frame is not valid, but everything up to " + provenSynced + " was synced");
        }
        clear(segment, position);
    }

    /** The greatest synced position that a frame after {@code position} tells of; frames may stand anywhere there. */
    private long latestSyncedPositionAfter(Segment segment, long position) throws IOException {
        long latest = 0;
        long from = position;
        while (from < segment.sizeBytes) {
            load(segment, from, BLOCK_BYTES);
            for (int at = 0; at + Frame.HEADER_BYTES <= blockBytes; at += Frame.ALIGNMENT) {
                if (Frame.headerCrc(block, at) != 0 && frame.isHeader(block, at, segment.salt)) {
                    latest = Math.max(latest, Frame.syncedPosition(block, at));
                }
            }
            from += Math.max(blockBytes - Frame.HEADER_BYTES, Frame.HEADER_BYTES);
        }
        return latest;
    }

    /** Zeros what a crash left after the end, so that no later frame can ever be followed by an old one. */
    private void clear(Segment segment, long position) throws IOException {
        boolean cleared = false;
        long from = position;
        while (from < segment.sizeBytes) {
            load(segment, from, BLOCK_BYTES);
            for (int i = 0; i < blockBytes; i++) {
                if (block[i] != 0) {
                    Arrays.fill(block, 0, blockBytes, (byte) 0);
                    segment.file.write(from, ByteBuffer.wrap(block, 0, blockBytes));
                    cleared = true;
                    break;
                }
            }
            from += blockBytes;
        }
        if (cleared) {
            segment.file.force(false);
        }
    }

    private boolean isZero(Segment segment, long from, long end) throws IOException {
        load(segment, from, (int) Math.max(0, end - from));
        for (int i = 0; i < blockBytes; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void load(Segment segment, long position, int maxBytes) throws IOException {
        int wanted = (int) Math.max(0, Math.min(maxBytes, segment.sizeBytes - position));
        if (block.length < wanted) {
            block = new byte[wanted];
        }
        blockBytes = segment.file.read(position, ByteBuffer.wrap(block, 0, wanted));
    }
}
