package io.dengine.wal;

import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the segments once, in order, and determines what the log holds: everything up to the first invalid frame. The
 * payload of an entry up to the snapshot index may be damaged: no reader asks for it, because the snapshot includes it.
 * Its header must be valid, because it shows where the next frame begins.
 */
final class LogScanner {
    private static final int CHUNK_BYTES = 4 << 20;

    private final StoredState state;
    private final long baseIndex;
    private final long markEveryBytes;
    private final List<Segment> scanned = new ArrayList<>();
    private final List<TermRun> termRuns = new ArrayList<>();
    private final List<Entry> configurations = new ArrayList<>();
    private long lastIndex;
    private int chainCrc;
    private long syncedMark;
    private long markedPosition;
    private boolean markNext;

    LogScanner(StoredState state, long markEveryBytes) {
        this.state = state;
        this.markEveryBytes = markEveryBytes;
        this.baseIndex = state.base().index();
        this.lastIndex = baseIndex;
        this.syncedMark = state.syncedMark();
    }

    /** Returns the segments that hold valid frames; the log ends in the last of them. */
    List<Segment> scanned() {
        return scanned;
    }

    /** Returns the entries after the snapshot index that hold a configuration, in order. */
    List<Entry> configurations() {
        return configurations;
    }

    long lastIndex() {
        return lastIndex;
    }

    /** Returns the header checksum of the last valid frame. */
    int chainCrc() {
        return chainCrc;
    }

    /** Returns a mark before which everything was durable when some frame, or the state, was written. */
    long syncedMark() {
        return syncedMark;
    }

    /** Reads the next segment; returns whether it holds a valid frame. If it does not, no segment after it can. */
    boolean scan(Segment segment) throws IOException {
        FrameCursor cursor = new FrameCursor(segment, Segment.HEADER_BYTES, CHUNK_BYTES);
        if (!cursor.isAtFrame() || !isBegin(cursor)) {
            return false;
        }
        segment.firstIndex = Frame.index(cursor.block(), cursor.at());
        lastIndex = segment.firstIndex - 1;
        scanned.add(segment);
        markNext = true;
        do {
            take(segment, cursor);
            chainCrc = Frame.headerCrc(cursor.block(), cursor.at());
            syncedMark = Math.max(syncedMark, Frame.syncedMark(cursor.block(), cursor.at()));
            cursor.skip();
            if (cursor.position() > segment.sizeBytes - Frame.HEADER_BYTES) {
                break;
            }
        } while (cursor.isAtHeader() && (isCovered(cursor) || cursor.isIntact()) && follows(cursor));
        segment.position = cursor.position();
        return true;
    }

    /** Returns whether the frame is an entry that the snapshot includes. */
    private boolean isCovered(FrameCursor cursor) {
        return Frame.isEntry(cursor.type()) && Frame.index(cursor.block(), cursor.at()) <= baseIndex;
    }

    private boolean isBegin(FrameCursor cursor) {
        if (cursor.type() != Frame.BEGIN) {
            return false;
        }
        // The segments before the oldest one are gone, and with them the frame to which this one points.
        return scanned.isEmpty()
                || Frame.previousCrc(cursor.block(), cursor.at()) == chainCrc
                        && Frame.index(cursor.block(), cursor.at()) == lastIndex + 1;
    }

    private boolean follows(FrameCursor cursor) {
        if (Frame.previousCrc(cursor.block(), cursor.at()) != chainCrc) {
            return false;
        }
        long index = Frame.index(cursor.block(), cursor.at());
        return switch (cursor.type()) {
            case Frame.BEGIN -> false;
            case Frame.TRUNCATION -> index <= lastIndex;
            case Frame.RESALT -> index == lastIndex;
            default -> index == lastIndex + 1;
        };
    }

    private void take(Segment segment, FrameCursor cursor) {
        byte[] block = cursor.block();
        int at = cursor.at();
        long index = Frame.index(block, at);
        switch (cursor.type()) {
            case Frame.BEGIN -> markNext = true;
            case Frame.TRUNCATION -> truncateAfter(index);
            case Frame.RESALT -> segment.resalt(cursor.position() + Frame.RESALT_BYTES, Frame.newSalt(block, at));
            default -> {
                if (markNext || cursor.position() - markedPosition >= markEveryBytes) {
                    segment.marks.add(index, cursor.position());
                    markedPosition = cursor.position();
                    markNext = false;
                }
                takeEntry(block, at, index);
            }
        }
    }

    private void takeEntry(byte[] block, int at, long index) {
        lastIndex = index;
        long term = Frame.term(block, at);
        if (termRuns.isEmpty() || termRuns.get(termRuns.size() - 1).term() != term) {
            termRuns.add(new TermRun(index, term));
        }
        if (index > baseIndex && Frame.type(block, at) == Frame.typeOf(Entry.Kind.CONFIGURATION)) {
            configurations.add(Frame.entry(block, at));
        }
    }

    private void truncateAfter(long lastKept) {
        lastIndex = lastKept;
        markNext = true;
        while (!termRuns.isEmpty() && termRuns.get(termRuns.size() - 1).firstIndex() > lastKept) {
            termRuns.remove(termRuns.size() - 1);
        }
        while (!configurations.isEmpty()
                && configurations.get(configurations.size() - 1).index() > lastKept) {
            configurations.remove(configurations.size() - 1);
        }
        for (Segment segment : scanned) {
            segment.marks.truncateAfter(lastKept);
        }
    }

    /** Returns what was found after the snapshot index. */
    RecoveredLog recovered(List<Entry> tail) {
        List<TermRun> runs = new ArrayList<>();
        for (int i = 0; i < termRuns.size(); i++) {
            TermRun run = termRuns.get(i);
            long runLast = i + 1 < termRuns.size() ? termRuns.get(i + 1).firstIndex() - 1 : lastIndex;
            if (runLast > baseIndex) {
                runs.add(new TermRun(Math.max(run.firstIndex(), baseIndex + 1), run.term()));
            }
        }
        List<Entry> later = List.copyOf(configurations);
        return new RecoveredLog(state.hardState(), state.base(), lastIndex, runs, later, tail, lost());
    }

    private List<Configuration> lost() {
        List<Configuration> lost = new ArrayList<>();
        if (state.previous().index() > lastIndex
                && state.previous().index() != state.newest().index()) {
            lost.add(state.previous());
        }
        if (state.newest().index() > lastIndex) {
            lost.add(state.newest());
        }
        return lost;
    }
}
