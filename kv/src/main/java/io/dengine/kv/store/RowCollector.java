package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.AnswerRoom;
import io.dengine.call.RowSink;
import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.List;

/**
 * Passes on the rows of an answer until it is full. No other code decides when an answer is full. Owned by one thread.
 *
 * <p>The caller that iterates over keys offers each key that is present, in the order of the query, and stops at the
 * first that is not accepted. If the query asks only for the number of keys, the caller counts them instead and calls
 * {@link #counted}.
 */
public final class RowCollector {
    private final int limit;
    private final Content content;
    private final SizeBound bound;
    private final RowSink sink;
    private int count;
    private long bytes;
    private boolean more;

    /**
     * The maximum size of an answer. The first row is accepted whatever its size.
     *
     * @param bytes the maximum size of all rows together
     * @param bytesPerRow the size that counts for each row beside its key and its value
     */
    public record SizeBound(long bytes, int bytesPerRow) {
        /** No maximum. */
        public static final SizeBound NONE = new SizeBound(Long.MAX_VALUE, 0);
    }

    /** @param limit the maximum number of rows; from 1 */
    public RowCollector(int limit, Content content, SizeBound bound, RowSink sink) {
        this.limit = limit;
        this.content = content;
        this.bound = bound;
        this.sink = sink;
    }

    /** Creates a collector of the rows of one range. */
    public RowCollector(RangeQuery query, SizeBound bound, RowSink sink) {
        this(query.limit(), query.content(), bound, sink);
    }

    /**
     * Adds a row, without its value if the query does not ask for it; returns false if the answer is full.
     *
     * @throws RefusedException if there is no memory for it
     */
    public boolean offer(KeyValue row) {
        KeyValue wanted = content == Content.ALL || row.value().isEmpty() ? row : row.withValue(Bytes.EMPTY);
        long size = bound.bytesPerRow()
                + wanted.key().length()
                + (long) wanted.value().length();
        if (count == limit || count > 0 && size > bound.bytes() - bytes) {
            more = true;
            return false;
        }
        bytes += size;
        count++;
        if (!sink.add(wanted)) {
            throw new RefusedException(Refusal.OVERLOADED, CoreStatus.NO_LEADER, AnswerRoom.NONE_LEFT);
        }
        return true;
    }

    /** Returns whether the rows may be views, valid as long as the revision that is read is pinned. */
    public boolean takesViews() {
        return sink.takesViews();
    }

    /** Returns the rows that were accepted, which were read at {@code revision}, in the form in which they are kept. */
    public Rows rows(long revision) {
        return new Rows(sink.rows(), revision, more, count);
    }

    /** Returns the answer to a query that asks only for the number of keys. */
    public static Rows counted(long count, long revision) {
        return new Rows(List.of(), revision, false, count);
    }
}
