package io.dengine.wal;

import io.dengine.engine.port.Scrub;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the closed segments again, in order, as recovery would: header, frames, and the chain of their checksums. It
 * skips the active segment: only recovery can distinguish a torn end from damage.
 */
final class LogScrub implements Scrub {
    private static final int CHUNK_BYTES = 64 << 10;

    private final LogWriter log;
    private final ArrayDeque<Segment> waiting = new ArrayDeque<>();
    private @Nullable Segment current;
    private @Nullable FrameCursor cursor;
    private int chainCrc;

    LogScrub(LogWriter log) {
        this.log = log;
        List<Segment> segments = log.published();
        for (int i = 0; i + 1 < segments.size() && segments.get(i + 1).firstIndex > 0; i++) {
            waiting.addLast(segments.get(i));
        }
    }

    @Override
    public @Nullable Slice next(int maxBytes) {
        Segment segment = current == null ? waiting.pollFirst() : current;
        if (segment == null) {
            return null;
        }
        current = segment;
        if (!isStored(segment)) {
            return leave(0);
        }
        FrameCursor frames = cursor;
        long from = frames == null ? 0 : frames.position();
        String wrong;
        try {
            wrong = frames == null ? begin(segment) : check(segment, frames, maxBytes);
        } catch (IOException e) {
            wrong = "it cannot be read: " + e.getMessage();
        }
        FrameCursor reached = cursor;
        long bytes = reached == null ? Segment.HEADER_BYTES : reached.position() - from;
        if (wrong != null) {
            // A segment is taken off the list before it is closed, so one that is on the list is damaged.
            return isStored(segment)
                    ? leave(bytes, new Damage(segment.name, log.lastIndexUpTo(segment), wrong))
                    : leave(bytes);
        }
        return reached != null && reached.position() >= segment.position ? leave(bytes) : new Slice(bytes, null);
    }

    private boolean isStored(Segment segment) {
        return log.published().contains(segment);
    }

    private Slice leave(long bytes) {
        return leave(bytes, null);
    }

    private Slice leave(long bytes, @Nullable Damage damage) {
        current = null;
        cursor = null;
        return new Slice(bytes, damage);
    }

    private @Nullable String begin(Segment segment) throws IOException {
        if (!segment.isHeaderIntact()) {
            return "its header is damaged";
        }
        FrameCursor frames = new FrameCursor(segment, Segment.HEADER_BYTES, CHUNK_BYTES);
        cursor = frames;
        return null;
    }

    private @Nullable String check(Segment segment, FrameCursor frames, int maxBytes) throws IOException {
        long end = segment.position;
        long pauseAt = frames.position() + maxBytes;
        while (frames.position() < end && frames.position() < pauseAt) {
            boolean first = frames.position() == Segment.HEADER_BYTES;
            if (!frames.isAtFrame()
                    || first && frames.type() != Frame.BEGIN
                    || !first && Frame.previousCrc(frames.block(), frames.at()) != chainCrc) {
                return "the frame at " + frames.position() + " differs from the frame that was written";
            }
            chainCrc = Frame.headerCrc(frames.block(), frames.at());
            frames.skip();
        }
        return frames.position() > end ? "a frame reaches beyond " + end + ", where the segment ends" : null;
    }
}
