package io.dengine.wal;

import java.util.List;

/**
 * The result of recovery, with which the log continues.
 *
 * @param segments in order, at least one; the log ends in the last
 * @param begun whether the last segment holds its first frame
 * @param torn whether the log was not closed cleanly: there may be old frames behind the end
 * @param mayHaveLost whether data that was written, but not synced, may be missing
 */
record OpenedLog(
        StateStore state,
        List<Segment> segments,
        LogScanner scanner,
        boolean begun,
        boolean torn,
        boolean mayHaveLost) {}
