package io.dengine.wal;

import io.dengine.core.log.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads entries, from the nearest mark on. Any thread. */
final class SegmentReader {
    private static final int MAX_CHUNK_BYTES = 256 << 10;

    private SegmentReader() {}

    /** Reads at least one entry; fewer than asked for if they exceed the bytes, or an intact part of a segment ends. */
    static List<Entry> read(List<Segment> segments, long first, long last, int maxBytes) throws IOException {
        int holder = holderOf(segments, first);
        if (holder < 0) {
            throw new IOException("entry " + first + " is not in the log");
        }
        // A truncation may reach back over segments: entries of an older one from here on were replaced.
        long replacedFrom = Long.MAX_VALUE;
        for (int i = holder + 1; i < segments.size(); i++) {
            replacedFrom = Math.min(replacedFrom, segments.get(i).marks.firstIndex());
        }
        return read(segments.get(holder), first, Math.min(last, replacedFrom - 1), maxBytes);
    }

    /** Returns the position of the segment that holds an entry, or -1 if it is not in the log. */
    static int holderOf(List<Segment> segments, long index) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).marks.firstIndex() <= index) {
                return i;
            }
        }
        return -1;
    }

    private static List<Entry> read(Segment segment, long first, long last, int maxBytes) throws IOException {
        long markPosition = segment.marks.positionBefore(first);
        long nextMark = segment.marks.indexAfter(first);
        long chunk = Math.max(Marks.EVERY_BYTES, Math.min(maxBytes, MAX_CHUNK_BYTES));
        FrameCursor cursor = new FrameCursor(segment, markPosition, (int) chunk);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        long expected = first;
        while (expected <= last && cursor.position() < segment.position) {
            if (expected == nextMark) {
                // Before the mark there may be other frames with the same indexes, which a truncation has replaced.
                cursor.seek(segment.marks.positionBefore(expected));
                nextMark = segment.marks.indexAfter(expected);
            }
            boolean valid = cursor.isAtHeader();
            boolean wanted =
                    valid && Frame.isEntry(cursor.type()) && Frame.index(cursor.block(), cursor.at()) == expected;
            if (!valid || wanted && !cursor.isIntact()) {
                if (!entries.isEmpty()) {
                    break; // the next read begins at the damage
                }
                throw new CorruptLogException(segment.name, cursor.position(), "entry " + expected + " is damaged");
            }
            if (wanted) {
                bytes += Frame.payloadBytes(cursor.block(), cursor.at()) + Entry.OVERHEAD_BYTES;
                if (bytes > maxBytes && !entries.isEmpty()) {
                    break;
                }
                entries.add(Frame.entry(cursor.block(), cursor.at()));
                expected++;
            }
            cursor.skip();
        }
        if (entries.isEmpty()) {
            throw new IOException("entry " + first + " is not in the log");
        }
        return entries;
    }
}
