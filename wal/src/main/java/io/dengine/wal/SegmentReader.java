package io.dengine.wal;

import io.dengine.core.log.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads entries of one segment, from the nearest mark on. Any thread. */
final class SegmentReader {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Segment segment;
    private final Frame frame = new Frame();
    private byte[] block = new byte[0];
    private int blockBytes;
    private int at;
    private long position;

    private SegmentReader(Segment segment, long position) {
        this.segment = segment;
        this.position = position;
    }

    /** At least one entry; fewer than asked for where the bytes, the segment or a truncation end them. */
    static List<Entry> read(Segment segment, long first, long last, int maxBytes) throws IOException {
        // Behind the next mark other entries may stand with the same indexes, which a truncation has replaced.
        long end = Math.min(last, segment.marks.indexAfter(first) - 1);
        SegmentReader reader = new SegmentReader(segment, segment.marks.positionBefore(first));
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        long expected = first;
        while (expected <= end && bytes <= maxBytes && reader.next()) {
            long index = Frame.index(reader.block, reader.at);
            if (Frame.type(reader.block, reader.at) == Frame.TRUNCATION || index > expected) {
                break;
            }
            if (index == expected) {
                Entry entry = Frame.entry(reader.block, reader.at);
                bytes += entry.weightBytes();
                if (bytes > maxBytes && !entries.isEmpty()) {
                    break;
                }
                entries.add(entry);
                expected++;
            }
            reader.skip();
        }
        if (entries.isEmpty()) {
            throw new CorruptLogException(segment.name, reader.position, "entry " + first + " cannot be read");
        }
        return entries;
    }

    /** Whether a valid frame stands at the current place. */
    private boolean next() throws IOException {
        if (blockBytes - at < Frame.HEADER_BYTES) {
            load(CHUNK_BYTES);
        }
        if (blockBytes < Frame.HEADER_BYTES || !frame.isHeader(block, at, segment.salt)) {
            return false;
        }
        long size = Frame.sizeOf(Frame.payloadBytes(block, at));
        if (blockBytes - at < size) {
            load((int) Math.max(size, CHUNK_BYTES));
        }
        return blockBytes - at >= size && frame.isPayload(block, at);
    }

    private void skip() {
        int size = (int) Frame.sizeOf(Frame.payloadBytes(block, at));
        at += size;
        position += size;
    }

    private void load(int bytes) throws IOException {
        int wanted = (int) Math.min(bytes, segment.sizeBytes - position);
        if (block.length < wanted) {
            block = new byte[wanted];
        }
        blockBytes = segment.file.read(position, ByteBuffer.wrap(block, 0, Math.max(wanted, 0)));
        at = 0;
    }
}
