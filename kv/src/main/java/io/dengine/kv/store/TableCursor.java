package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** All keys at a pinned revision, fetched in portions: nothing is held between two of them. */
final class TableCursor implements Iterator<KeyValue> {
    private static final int ROWS = 512;
    private static final long BYTES = 256 << 10;

    private final KeyTable table;
    private final long pinnedRevision;
    private Range portion;
    private int position;

    TableCursor(KeyTable table, long pinnedRevision) {
        this.table = table;
        this.pinnedRevision = pinnedRevision;
        this.portion = table.range(KeyRange.ALL, pinnedRevision, ROWS, BYTES);
    }

    @Override
    public boolean hasNext() {
        if (position == portion.rows().size() && portion.more()) {
            KeyRange last = KeyRange.single(portion.rows().getLast().key());
            KeyRange rest = new KeyRange(last.endExclusive(), KeyRange.ALL.endExclusive());
            portion = table.range(rest, pinnedRevision, ROWS, BYTES);
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
