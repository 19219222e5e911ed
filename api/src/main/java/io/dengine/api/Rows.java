package io.dengine.api;

import java.util.List;

/**
 * The result of a read of several keys, all of it at one revision. Immutable.
 *
 * @param rows in the order that the query asked for
 * @param revision the revision of the store that was read: a watch from the next revision on misses nothing and repeats
 *     nothing
 * @param more whether the range has further rows after the last one
 * @param count the number of keys in the whole range if the query asked only for that; else the number of rows
 * @param incarnation the history that the revision belongs to, see {@link ClusterView#incarnation}; 0 if it is not
 *     known
 */
public record Rows(List<KeyValue> rows, long revision, boolean more, long count, long incarnation) {
    public Rows {
        rows = List.copyOf(rows);
    }

    /** Creates rows of a history that is not known. */
    public Rows(List<KeyValue> rows, long revision, boolean more, long count) {
        this(rows, revision, more, count, 0);
    }

    /** Returns these rows as rows of the history {@code itsIncarnation}. */
    public Rows in(long itsIncarnation) {
        return new Rows(rows, revision, more, count, itsIncarnation);
    }
}
