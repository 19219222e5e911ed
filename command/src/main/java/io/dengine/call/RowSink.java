package io.dengine.call;

import io.dengine.api.KeyValue;
import java.util.List;

/**
 * The place of the rows of one answer, which it gets one by one while they are read. A read under way may be the
 * largest thing that a node holds for a client, so the caller decides in which form it waits, and how much of it there
 * may be. The thread that reads calls it; nobody else does before the read has ended.
 */
public interface RowSink {
    /**
     * Adds a row, after those that were added before.
     *
     * @return false if there is no memory for it; the read ends with {@link Problem#OVERLOADED} then
     */
    boolean add(KeyValue row);

    /** Returns whether {@link #add} takes rows that are views, valid as long as the revision that is read is pinned. */
    boolean takesViews();

    /** Returns the rows for {@link io.dengine.api.Rows#rows}: none if they are kept here in another form. */
    List<KeyValue> rows();
}
