package io.dengine.kv.rocksdb;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.util.Iterator;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** The newest versions of a range, deletions included: what is stored, and over it what is not stored yet. */
final class RowCursor implements AutoCloseable {
    private final KeyRange range;
    private final RocksIterator stored;
    private final Iterator<KeyValue> pending;
    private @Nullable KeyValue nextPending;

    /** @param unstored what the writer has changed since the last commit; empty for readers */
    RowCursor(KeyRange range, RocksIterator stored, NavigableMap<Bytes, KeyValue> unstored) {
        this.range = range;
        this.stored = stored;
        this.pending = unstored.tailMap(range.first(), true).values().iterator();
        stored.seek(range.first().toArray());
        advancePending();
    }

    @Nullable
    KeyValue next() {
        Bytes storedKey = stored.isValid() ? Bytes.wrap(stored.key()) : null;
        if (storedKey == null) {
            Database.check(stored);
        } else if (!range.contains(storedKey)) {
            storedKey = null;
        }
        KeyValue own = nextPending;
        if (own != null && (storedKey == null || own.key().compareTo(storedKey) <= 0)) {
            if (storedKey != null && own.key().equals(storedKey)) {
                stored.next();
            }
            advancePending();
            return own;
        }
        if (storedKey == null) {
            return null;
        }
        KeyValue row = Rows.decode(storedKey, stored.value());
        stored.next();
        return row;
    }

    private void advancePending() {
        KeyValue next = pending.hasNext() ? pending.next() : null;
        nextPending = next != null && range.contains(next.key()) ? next : null;
    }

    @Override
    public void close() {
        stored.close();
    }
}
