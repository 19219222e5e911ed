package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Iterates over all keys at a pinned revision, fetched in portions: it holds nothing between two of them. What it
 * returns is valid as long as the revision is pinned.
 */
final class TableCursor implements Iterator<KeyValue> {
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL).limit(512);
    private static final RowCollector.SizeBound PORTION = new RowCollector.SizeBound(256 << 10, 0);

    private final KeyTable table;
    private final long pinnedRevision;
    private Rows portion;
    private int position;

    TableCursor(KeyTable table, long pinnedRevision) {
        this.table = table;
        this.pinnedRevision = pinnedRevision;
        this.portion = table.viewRange(ALL, pinnedRevision, PORTION);
    }

    @Override
    public boolean hasNext() {
        if (position == portion.rows().size() && portion.more()) {
            RangeQuery rest = ALL.after(portion.rows().getLast().key());
            portion = table.viewRange(rest, pinnedRevision, PORTION);
            position = 0;
        }
        return position < portion.rows().size();
    }

    @Override
    public KeyValue next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return portion.rows().get(position++);
    }
}
