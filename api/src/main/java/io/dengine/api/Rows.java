package io.dengine.api;

import java.util.List;

/**
 * What a read of several keys found, all of it at one revision.
 *
 * @param rows in the order that was asked for
 * @param revision of the store that was read: a watch from the one after it misses nothing and repeats nothing
 * @param more whether the range goes on after the last row
 * @param count how many keys the whole range holds, where only that was asked for; else the number of rows
 * @param incarnation the history that the revision belongs to, see {@link ClusterView#incarnation}; 0 if it is not
 *     known
 */
public record Rows(List<KeyValue> rows, long revision, boolean more, long count, long incarnation) {
    public Rows {
        rows = List.copyOf(rows);
    }

    /** Of a history that is not known. */
    public Rows(List<KeyValue> rows, long revision, boolean more, long count) {
        this(rows, revision, more, count, 0);
    }

    /** The same, of this history. */
    public Rows in(long itsIncarnation) {
        return new Rows(rows, revision, more, count, itsIncarnation);
    }
}
