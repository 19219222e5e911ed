package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the rows of an answer until it is full. No other code decides when an answer is full. Owned by one thread.
 *
 * <p>The caller that iterates over keys offers each key that is present, in the order of the query, and stops at the
 * first that is not accepted. If the query asks only for the number of keys, the caller counts them instead and calls
 * {@link #counted}.
 */
public final class RowCollector {
    /** Rows are reserved together once they take more than this. */
    private static final int UNRESERVED_BYTES = 4 << 10;

    private final int limit;
    private final Content content;
    private final SizeBound bound;
    private final List<KeyValue> rows = new ArrayList<>();
    private long bytes;

    /** The memory of the rows, and how much of it was reserved. */
    private long memoryBytes;

    private long reservedBytes;
    private boolean more;

    /**
     * The maximum size of an answer. The first row is accepted whatever its size.
     *
     * @param bytes the maximum size of all rows together
     * @param bytesPerRow the size that counts for each row beside its key and its value
     * @param room the memory for the rows
     */
    public record SizeBound(long bytes, int bytesPerRow, AnswerRoom room) {
        /** No maximum. */
        public static final SizeBound NONE = new SizeBound(Long.MAX_VALUE, 0);

        /** A bound for a reader whose memory nobody counts. */
        public SizeBound(long bytes, int bytesPerRow) {
            this(bytes, bytesPerRow, AnswerRoom.UNBOUNDED);
        }
    }

    /** @param limit the maximum number of rows; from 1 */
    public RowCollector(int limit, Content content, SizeBound bound) {
        this.limit = limit;
        this.content = content;
        this.bound = bound;
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
        if (rows.size() == limit || !rows.isEmpty() && size > bound.bytes() - bytes) {
            more = true;
            return false;
        }
        bytes += size;
        rows.add(wanted);
        memoryBytes += Answer.Found.weightBytes(wanted);
        if (memoryBytes - reservedBytes > UNRESERVED_BYTES) {
            reserve();
        }
        return true;
    }

    private void reserve() {
        if (!bound.room().take(memoryBytes - reservedBytes)) {
            throw new RefusedException(
                    Refusal.OVERLOADED,
                    CoreStatus.NO_LEADER,
                    "Nothing was answered: this node has no memory left for an answer of this size. Ask for less at a"
                            + " time, or later.");
        }
        reservedBytes = memoryBytes;
    }

    /** Returns the rows that were accepted, which were read at {@code revision}. */
    public Rows rows(long revision) {
        return new Rows(rows, revision, more, rows.size());
    }

    /** Returns the answer to a query that asks only for the number of keys. */
    public static Rows counted(long count, long revision) {
        return new Rows(List.of(), revision, false, count);
    }
}
