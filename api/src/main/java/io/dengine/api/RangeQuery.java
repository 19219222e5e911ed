package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * A query for the keys of a range. Immutable; each method returns a changed copy.
 *
 * @param range the keys that are read
 * @param limit the maximum number of rows, from 1. A node may return fewer rows if they are large: {@link Rows#more} is
 *     true then, and {@link #after} gives the query for the rest
 * @param order the order of the rows, by key
 * @param content the parts of each row that are returned
 */
public record RangeQuery(KeyRange range, int limit, Order order, Content content) {
    /** The limit of a query without limit; a node still returns no more rows than fit into one response. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** The direction in which rows are read. The order is part of the encoding: append only. */
    public enum Order {
        /** From the first key to the last. */
        ASCENDING,
        /** From the last key to the first. */
        DESCENDING
    }

    /** The parts of each row that are returned. The order is part of the encoding: append only. */
    public enum Content {
        /** Keys with values. */
        ALL,
        /** Keys with empty values. */
        KEYS,
        /** No rows; {@link Rows#count} alone. */
        COUNT
    }

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    public RangeQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a range must be at least 1 but is " + limit);
        }
    }

    /** Returns a query for all keys of {@code range}, in ascending order, with their values. */
    public static RangeQuery of(KeyRange range) {
        return new RangeQuery(range, NO_LIMIT, Order.ASCENDING, Content.ALL);
    }

    /** Returns a query for all keys that begin with {@code prefix}. The empty prefix selects every key. */
    public static RangeQuery prefix(Bytes prefix) {
        return of(KeyRange.prefix(prefix));
    }

    /** As {@link #prefix(Bytes)}, with {@code prefix} encoded in UTF-8. */
    public static RangeQuery prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** Returns this query with a limit of {@code rows}, from 1. */
    public RangeQuery limit(int rows) {
        return new RangeQuery(range, rows, order, content);
    }

    /** Returns this query with the rows in descending order of their keys. */
    public RangeQuery descending() {
        return new RangeQuery(range, limit, Order.DESCENDING, content);
    }

    /** Returns this query without values. */
    public RangeQuery keysOnly() {
        return new RangeQuery(range, limit, order, Content.KEYS);
    }

    /** Returns this query for the number of keys only. */
    public RangeQuery countOnly() {
        return new RangeQuery(range, limit, order, Content.COUNT);
    }

    /**
     * Returns this query for the part of the range that follows {@code last}, the last key of an earlier response. To
     * see one state throughout, read it at the revision of that response ({@link ReadOptions#asOf}).
     */
    public RangeQuery after(Bytes last) {
        KeyRange rest = order == Order.DESCENDING
                ? new KeyRange(range.first(), last)
                : new KeyRange(KeyRange.single(last).endExclusive(), range.endExclusive());
        return new RangeQuery(rest, limit, order, content);
    }
}
