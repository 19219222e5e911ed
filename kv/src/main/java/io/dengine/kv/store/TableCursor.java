package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.call.RowSink;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    private Portion portion = new Portion();
    private boolean more;
    private int position;

    TableCursor(KeyTable table, long pinnedRevision) {
        this.table = table;
        this.pinnedRevision = pinnedRevision;
        fetch(ALL);
    }

    /** Keeps rows for as long as the revision is pinned. */
    private static final class Portion implements RowSink {
        private final List<KeyValue> rows = new ArrayList<>();

        @Override
        public boolean add(KeyValue row) {
            return rows.add(row);
        }

        @Override
        public boolean takesViews() {
            return true;
        }

        @Override
        public List<KeyValue> rows() {
            return List.of();
        }
    }

    private void fetch(RangeQuery query) {
        portion = new Portion();
        more = table.range(query, pinnedRevision, new RowCollector(query, PORTION, portion))
                .more();
        position = 0;
    }

    @Override
    public boolean hasNext() {
        if (position == portion.rows.size() && more) {
            fetch(ALL.after(portion.rows.getLast().key()));
        }
        return position < portion.rows.size();
    }

    @Override
    public KeyValue next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return portion.rows.get(position++);
    }
}
