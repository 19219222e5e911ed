package io.dengine.kv.rocksdb;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.RangeQuery.Order;
import io.dengine.bytes.Bytes;
import io.dengine.kv.rocksdb.Database.Family;
import java.util.Iterator;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * Iterates over the keys of a range that are present at a revision, in either order: the stored rows, overlaid with the
 * writer's uncommitted ones. Reads values only if the query asks for them.
 */
final class RowCursor implements AutoCloseable {
    /** The range, order, content and revision to read. */
    record Walk(KeyRange range, Order order, Content content, long revision) {
        Walk {
            if (range.isEmpty()) {
                range = new KeyRange(range.first(), range.first()); // its bounds may be in the wrong order
            }
        }
    }

    private final Walk walk;
    private final Database database;
    private final Database.Bounded newest;
    private final RocksIterator stored;
    private final Iterator<KeyValue> pending;
    private final byte[] header = new byte[RowFormat.MAX_HEADER_BYTES];

    /**
     * An iterator over the history, opened for the first key that has changed since the revision. The version that such
     * a change replaced was stored before it, or by the same write.
     */
    private @Nullable RocksIterator history;

    private @Nullable KeyValue nextPending;

    // ---- the key at the cursor
    private @Nullable KeyValue own;
    private boolean passesStored;
    private RowFormat.Stored version = RowFormat.Stored.NOTHING;

    /** @param unstored the writer's changes since the last commit; empty for readers */
    RowCursor(Walk walk, Database database, NavigableMap<Bytes, KeyValue> unstored) {
        this.walk = walk;
        this.database = database;
        this.pending = pending(walk, unstored);
        this.newest = database.iterate(Family.NEWEST, walk.range());
        this.stored = newest.rows();
        if (isDescending()) {
            stored.seekToLast();
        } else {
            stored.seekToFirst();
        }
        advancePending();
    }

    private static Iterator<KeyValue> pending(Walk walk, NavigableMap<Bytes, KeyValue> unstored) {
        KeyRange range = walk.range();
        NavigableMap<Bytes, KeyValue> within = range.hasEnd()
                ? unstored.subMap(range.first(), true, range.endExclusive(), false)
                : unstored.tailMap(range.first(), true);
        return (walk.order() == Order.DESCENDING ? within.descendingMap() : within)
                .values()
                .iterator();
    }

    private boolean isDescending() {
        return walk.order() == Order.DESCENDING;
    }

    /** Moves to the next key that is present; returns false at the end. */
    boolean next() {
        while (move()) {
            if (isPresent()) {
                return true;
            }
        }
        return false;
    }

    private boolean move() {
        if (passesStored) {
            if (isDescending()) {
                stored.prev();
            } else {
                stored.next();
            }
        }
        boolean hasStored = stored.isValid();
        if (!hasStored) {
            database.check(stored);
        }
        KeyValue candidate = nextPending;
        if (candidate == null) {
            own = null;
            passesStored = hasStored;
            return hasStored;
        }
        int order = hasStored ? candidate.key().compareTo(Bytes.wrap(stored.key())) : -1;
        if (hasStored && isDescending()) {
            order = -order;
        }
        own = order <= 0 ? candidate : null;
        if (own != null) {
            advancePending();
        }
        passesStored = order >= 0;
        return true;
    }

    private void advancePending() {
        nextPending = pending.hasNext() ? pending.next() : null;
    }

    private boolean isPresent() {
        KeyValue unstored = own;
        if (unstored != null) {
            return !unstored.isDeletion();
        }
        version = read(stored);
        if (version.modRevision() <= walk.revision()) {
            return !version.isDeletion();
        }
        byte[] from = RowFormat.historyKey(Bytes.wrap(stored.key()), walk.revision());
        RocksIterator versions = history();
        versions.seek(from);
        if (!versions.isValid()) {
            database.check(versions);
            return false;
        }
        if (!RowFormat.isSameKey(versions.key(), from)) {
            return false;
        }
        version = read(versions);
        return !version.isDeletion();
    }

    private RowFormat.Stored read(RocksIterator at) {
        if (walk.content() == Content.ALL) {
            return RowFormat.decode(at.value());
        }
        int length = at.value(header);
        return RowFormat.decodeHeader(header, Math.min(length, header.length));
    }

    private RocksIterator history() {
        RocksIterator opened = history;
        if (opened == null) {
            opened = database.iterate(Family.HISTORY);
            history = opened;
        }
        return opened;
    }

    /** Returns the key at the cursor. */
    Bytes key() {
        KeyValue unstored = own;
        return unstored == null ? Bytes.wrap(stored.key()) : unstored.key();
    }

    /** Returns the row at the cursor, without its value if the walk does not ask for it. */
    KeyValue row() {
        KeyValue unstored = own;
        return unstored == null ? version.of(key()) : unstored;
    }

    @Override
    public void close() {
        newest.close();
        if (history != null) {
            history.close();
        }
    }
}
