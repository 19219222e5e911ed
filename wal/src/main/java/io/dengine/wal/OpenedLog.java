package io.dengine.wal;

import java.util.List;

/**
 * What recovery leaves behind for the log to go on with.
 *
 * @param segments in order, at least one; the last is where the log ends
 * @param begun whether the last segment holds its first frame
 * @param torn whether the log was not closed in order: some frames may be left behind the end
 * @param mayHaveLost whether something that was written, but not synced, may be missing
 */
record OpenedLog(
        StateStore state,
        List<Segment> segments,
        LogScanner scanner,
        boolean begun,
        boolean torn,
        boolean mayHaveLost) {}
