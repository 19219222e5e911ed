package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * Which keys of a range are asked for, and how. Immutable; each method answers a changed copy.
 *
 * @param limit how many rows at most; from 1. A node may answer with fewer where they are large; {@link Rows#more}
 *     tells, and {@link #after} goes on
 * @param order by key
 * @param content what each row carries
 */
public record RangeQuery(KeyRange range, int limit, Order order, Content content) {
    /** No limit but what a node puts into one answer. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** In which order the rows come. The order is part of the encoding: append only. */
    public enum Order {
        ASCENDING,
        DESCENDING
    }

    /** What is answered for the keys of the range. The order is part of the encoding: append only. */
    public enum Content {
        /** Keys with values. */
        ALL,
        /** Keys with empty values. */
        KEYS,
        /** No rows; {@link Rows#count} alone. */
        COUNT
    }

    public RangeQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a range must be at least 1 but is " + limit);
        }
    }

    /** All keys of {@code range}, in ascending order, with their values. */
    public static RangeQuery of(KeyRange range) {
        return new RangeQuery(range, NO_LIMIT, Order.ASCENDING, Content.ALL);
    }

    /** All keys that begin with {@code prefix}; every key for the empty one. */
    public static RangeQuery prefix(Bytes prefix) {
        return of(KeyRange.prefix(prefix));
    }

    /** All keys that begin with {@code prefix}, in UTF-8. */
    public static RangeQuery prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** At most {@code rows} of them, from 1. */
    public RangeQuery limit(int rows) {
        return new RangeQuery(range, rows, order, content);
    }

    /** From the last key to the first. */
    public RangeQuery descending() {
        return new RangeQuery(range, limit, Order.DESCENDING, content);
    }

    /** Without values. */
    public RangeQuery keysOnly() {
        return new RangeQuery(range, limit, order, Content.KEYS);
    }

    /** Only how many there are. */
    public RangeQuery countOnly() {
        return new RangeQuery(range, limit, order, Content.COUNT);
    }

    /**
     * The rest of the range behind {@code last}, the last key of an earlier answer. Read it at the revision of that
     * answer ({@link ReadOptions#asOf}) to see one state throughout.
     */
    public RangeQuery after(Bytes last) {
        KeyRange rest = order == Order.DESCENDING
                ? new KeyRange(range.first(), last)
                : new KeyRange(KeyRange.single(last).endExclusive(), range.endExclusive());
        return new RangeQuery(rest, limit, order, content);
    }
}
