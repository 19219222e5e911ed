package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the rows of an answer until it is full: the one place that knows when that is. Owned by one thread.
 *
 * <p>Whoever walks through keys offers each that is present, in the order that was asked for, and stops at the first
 * that is not taken. Where only the number of keys is asked for, it counts them instead and calls {@link #counted}.
 */
public final class RowCollector {
    private final int limit;
    private final Content content;
    private final SizeBound bound;
    private final List<KeyValue> rows = new ArrayList<>();
    private long bytes;
    private boolean more;

    /**
     * How long an answer may be. Its first row is taken however long it is.
     *
     * @param bytes that all rows may take together
     * @param bytesPerRow what is counted for each row beside its key and its value
     */
    public record SizeBound(long bytes, int bytesPerRow) {
        /** No answer is too long. */
        public static final SizeBound NONE = new SizeBound(Long.MAX_VALUE, 0);
    }

    /** @param limit how many rows at most; from 1 */
    public RowCollector(int limit, Content content, SizeBound bound) {
        this.limit = limit;
        this.content = content;
        this.bound = bound;
    }

    /** Takes a row, without its value if that is not asked for; false if there is no room for it. */
    public boolean offer(KeyValue row) {
        KeyValue wanted = content == Content.ALL || row.value().isEmpty() ? row : withoutValue(row);
        long size = bound.bytesPerRow()
                + wanted.key().length()
                + (long) wanted.value().length();
        if (rows.size() == limit || !rows.isEmpty() && size > bound.bytes() - bytes) {
            more = true;
            return false;
        }
        bytes += size;
        rows.add(wanted);
        return true;
    }

    private static KeyValue withoutValue(KeyValue row) {
        return new KeyValue(
                row.key(), Bytes.EMPTY, row.createRevision(), row.modRevision(), row.version(), row.leaseId());
    }

    /** What was taken, which was read at {@code revision}. */
    public Rows rows(long revision) {
        return new Rows(rows, revision, more, rows.size());
    }

    /** The answer to who asked only how many keys there are. */
    public static Rows counted(long count, long revision) {
        return new Rows(List.of(), revision, false, count);
    }
}
