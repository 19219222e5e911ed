package io.dengine.kv.rocksdb;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.RangeQuery.Order;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.kv.rocksdb.Database.Family;
import io.dengine.kv.store.KeyTable;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.Pins;
import io.dengine.kv.store.Publications;
import io.dengine.kv.store.RowCollector;
import io.dengine.kv.store.VisibleState;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** A table on RocksDB. The changes of a batch are in memory beside it until they are committed. */
final class RocksTable implements KeyTable {
    /** The revision at which the writer sees its own changes, which are newer than any published revision. */
    private static final long OWN_CHANGES = Long.MAX_VALUE;

    private final Database database;
    private final KvConfig config;
    private final int flushBatches;
    private final Pins pins = new Pins();
    private final Readers readers;

    private volatile VisibleState visible;
    private volatile long floor;

    // ---- owned by the writer
    private final WriteBatch batch = new WriteBatch();
    private final TreeMap<Bytes, KeyValue> uncommitted = new TreeMap<>();
    private final Map<Bytes, LeaseMember> members = new HashMap<>();
    private final HistoryOrder order;
    private long changedAt;
    private long liveKeys;
    private int unflushed;

    /**
     * Opens the table in {@code database}, or an empty table at {@code revision} if the database is empty.
     *
     * @param afterClose runs once no reader or writer uses the database any more
     */
    RocksTable(Database database, KvConfig config, int flushBatches, long revision, Runnable afterClose) {
        this.database = database;
        this.config = config;
        this.flushBatches = flushBatches;
        byte[] stored = database.get(Family.DEFAULT, RowFormat.OWN_NUMBERS);
        RowFormat.OwnNumbers numbers = stored == null
                ? new RowFormat.OwnNumbers(revision, revision, 0, 0)
                : RowFormat.OwnNumbers.decode(stored);
        this.visible = new VisibleState(numbers.revision(), numbers.liveKeys());
        this.changedAt = numbers.revision();
        this.floor = numbers.floor();
        this.liveKeys = numbers.liveKeys();
        this.order = new HistoryOrder(database, batch, numbers.historyBytes());
        this.readers = new Readers(() -> {
            batch.close();
            database.close();
            afterClose.run();
        });
    }

    // ---- any thread

    @Override
    public boolean enter() {
        return readers.enter();
    }

    @Override
    public void leave() {
        readers.leave();
    }

    @Override
    public VisibleState visible() {
        return visible;
    }

    @Override
    public long floor() {
        return floor;
    }

    @Override
    public @Nullable KeyValue get(Bytes key) {
        while (true) {
            long at = visible.revision();
            KeyValue version = at(stored(key), key, at);
            if (version != null) {
                return version.isDeletion() ? null : version;
            }
            if (floor <= at) {
                return null;
            }
        }
    }

    @Override
    public Pins.Pin pin(long atRevision) {
        return pins.pin(atRevision, this);
    }

    @Override
    public Pins.@Nullable Pin pinPast(long revision) {
        return pins.pinPast(revision, this);
    }

    @Override
    public List<WatchEvent> pinnedChanges(long revision) {
        List<WatchEvent> events = new ArrayList<>(1);
        forEachChange(revision, revision, events::add);
        return events;
    }

    /** Calls {@code consumer} with the changes of these revisions, in their order. */
    private void forEachChange(long first, long last, Consumer<WatchEvent> consumer) {
        try (RocksIterator changes = database.iterate(Family.ORDER)) {
            for (changes.seek(RowFormat.orderKey(first, 0)); changes.isValid(); changes.next()) {
                long revision = RowFormat.revisionOf(changes.key());
                if (revision > last) {
                    return;
                }
                consumer.accept(event(revision, RowFormat.Change.decode(changes.value())));
            }
            database.check(changes);
        }
    }

    @Override
    public @Nullable KeyValue get(Bytes key, long pinnedRevision) {
        return present(at(stored(key), key, pinnedRevision));
    }

    @Override
    public Rows range(RangeQuery query, long pinnedRevision, RowCollector rows) {
        if (query.content() == Content.COUNT) {
            return RowCollector.counted(count(query.range(), pinnedRevision), pinnedRevision);
        }
        try (RowCursor cursor =
                cursor(new RowCursor.Walk(query.range(), query.order(), query.content(), pinnedRevision))) {
            boolean taken = true;
            while (taken && cursor.next()) {
                taken = rows.offer(cursor.row());
            }
        }
        return rows.rows(pinnedRevision);
    }

    private long count(KeyRange range, long pinnedRevision) {
        VisibleState newest = visible;
        if (newest.revision() == pinnedRevision && range.equals(KeyRange.ALL)) {
            return newest.liveKeys();
        }
        long count = 0;
        try (RowCursor cursor = cursor(new RowCursor.Walk(range, Order.ASCENDING, Content.COUNT, pinnedRevision))) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private RowCursor cursor(RowCursor.Walk walk) {
        return new RowCursor(
                walk, database, walk.revision() == OWN_CHANGES ? uncommitted : Collections.emptyNavigableMap());
    }

    private static @Nullable KeyValue present(@Nullable KeyValue version) {
        return version == null || version.isDeletion() ? null : version;
    }

    /** Returns the newest committed version, which may be a deletion. */
    private @Nullable KeyValue stored(Bytes key) {
        byte[] found = database.get(Family.NEWEST, key.toArray());
        return found == null ? null : RowFormat.decode(found).of(key);
    }

    /** Returns the version at a revision, given the newest one; null if no version that old is kept. */
    private @Nullable KeyValue at(@Nullable KeyValue newest, Bytes key, long atRevision) {
        if (newest == null || newest.modRevision() <= atRevision) {
            return newest;
        }
        byte[] from = RowFormat.historyKey(key, atRevision);
        try (RocksIterator versions = database.iterate(Family.HISTORY)) {
            versions.seek(from);
            if (!versions.isValid()) {
                database.check(versions);
                return null;
            }
            return RowFormat.isSameKey(versions.key(), from)
                    ? RowFormat.decode(versions.value()).of(key)
                    : null;
        }
    }

    // ---- the writer

    /** Returns the newest version as the writer sees it, which may be a deletion. */
    private @Nullable KeyValue latest(Bytes key) {
        KeyValue own = uncommitted.get(key);
        return own == null ? stored(key) : own;
    }

    @Override
    public @Nullable KeyValue newest(Bytes key) {
        return present(latest(key));
    }

    @Override
    public List<Bytes> present(KeyRange range) {
        List<Bytes> keys = new ArrayList<>();
        try (RowCursor cursor = cursor(new RowCursor.Walk(range, Order.ASCENDING, Content.KEYS, OWN_CHANGES))) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }

    @Override
    public LeaseMember put(Bytes key, Bytes value, long leaseId, long atRevision, @Nullable List<WatchEvent> events) {
        Bytes ownKey = key.copy();
        KeyValue latest = latest(ownKey);
        KeyValue before = present(latest);
        KeyValue version = KeyTable.next(before, ownKey, value.copy(), leaseId, atRevision);
        liveKeys += before == null ? 1 : 0;
        write(version, latest);
        if (events != null) {
            events.add(new WatchEvent(version, before));
        }
        return member(version, before != null && before.leaseId() != 0);
    }

    @Override
    public LeaseMember delete(Bytes key, long atRevision, @Nullable List<WatchEvent> events) {
        Bytes ownKey = key.copy();
        KeyValue before = newest(ownKey);
        if (before == null) {
            throw new IllegalStateException("a key that is to be deleted is absent");
        }
        KeyValue deletion = KeyTable.deletion(ownKey, atRevision);
        liveKeys--;
        write(deletion, before);
        if (events != null) {
            events.add(new WatchEvent(deletion, before));
        }
        return member(deletion, before.leaseId() != 0);
    }

    @Override
    public void skipTo(long atRevision) {
        changedAt = atRevision;
    }

    @Override
    public LeaseMember restore(KeyValue row) {
        KeyValue own = own(row);
        liveKeys++;
        uncommitted.put(own.key(), own);
        database.put(batch, Family.NEWEST, own.key().toArray(), RowFormat.encode(own));
        return member(own, false);
    }

    @Override
    public List<Publication> restoreHistory(long newFloor, List<WatchEvent> changes) {
        Map<Bytes, KeyValue> latest = new HashMap<>();
        Publications publications = new Publications(this);
        for (WatchEvent change : changes) {
            KeyValue version = own(change.current());
            KeyValue previous = change.previous();
            KeyValue before = latest.get(version.key());
            if (before == null && previous != null) {
                before = own(previous);
            }
            order.add(version, before);
            latest.put(version.key(), version);
            publications.add(version.modRevision());
        }
        latest.forEach((key, version) -> {
            if (version.isDeletion()) {
                database.put(batch, Family.NEWEST, key.toArray(), RowFormat.encode(version));
            }
        });
        floor = newFloor;
        return publications.all();
    }

    private static KeyValue own(KeyValue row) {
        return new KeyValue(
                row.key().copy(),
                row.value().copy(),
                row.createRevision(),
                row.modRevision(),
                row.version(),
                row.leaseId());
    }

    /** Replaces the latest version by a new one; the latest moves to the history. */
    private void write(KeyValue version, @Nullable KeyValue latest) {
        order.add(version, latest);
        changedAt = version.modRevision();
        uncommitted.put(version.key(), version);
        database.put(batch, Family.NEWEST, version.key().toArray(), RowFormat.encode(version));
    }

    /**
     * Returns the key as a member of the lease that it was attached to before. From now on it is a member if the
     * version names a lease.
     */
    private LeaseMember member(KeyValue version, boolean wasMember) {
        Bytes key = version.key();
        LeaseMember known = members.get(key);
        LeaseMember member = known == null ? new LeaseMember(key) : known;
        member.valueHas(version.value().length());
        if (version.leaseId() != 0) {
            members.put(key, member);
            byte[] row = RowFormat.orderKey(version.leaseId(), version.value().length());
            database.put(batch, Family.MEMBERS, key.toArray(), row);
        } else if (wasMember) {
            members.remove(key);
            database.delete(batch, Family.MEMBERS, key.toArray());
        }
        return member;
    }

    @Override
    public void store(RowKind kind, long id, @Nullable Bytes row) {
        byte[] key = RowFormat.id(kind, id);
        if (row == null) {
            database.delete(batch, Family.DEFAULT, key);
        } else {
            database.put(batch, Family.DEFAULT, key, row.toArray());
        }
    }

    @Override
    public void commit(Bytes numbers) {
        RowFormat.OwnNumbers own = new RowFormat.OwnNumbers(changedAt, floor, liveKeys, order.bytes());
        database.put(batch, Family.DEFAULT, RowFormat.NUMBERS, numbers.toArray());
        database.put(batch, Family.DEFAULT, RowFormat.OWN_NUMBERS, own.encode());
        database.write(batch);
        batch.clear();
        uncommitted.clear();
        if (++unflushed >= flushBatches) {
            keep();
        }
    }

    @Override
    public void keep() {
        unflushed = 0;
        database.beginFlush();
    }

    @Override
    public void publish(long newRevision) {
        visible = new VisibleState(newRevision, liveKeys);
    }

    /** Removes history with the next commit: until then it is there, and no reader reads it. */
    @Override
    public void trim(long wantedFloor, int maxSteps) {
        long forBytes = order.floorFor(config.historyBytes(), floor, maxSteps);
        floor = config.floorOf(visible.revision(), floor, wantedFloor, forBytes);
        order.trim(pins.lowest(floor), maxSteps);
    }

    /** Flushes: everything committed so far survives a power loss from now on. */
    void flush() {
        unflushed = 0;
        database.flush();
    }

    // ---- state of an earlier run

    @Override
    public boolean isLasting() {
        return true;
    }

    @Override
    public @Nullable Bytes numbers() {
        byte[] numbers = database.get(Family.DEFAULT, RowFormat.NUMBERS);
        return numbers == null ? null : Bytes.wrap(numbers);
    }

    @Override
    public void forEachRow(RowKind kind, Consumer<Bytes> consumer) {
        byte[] first = {RowFormat.prefix(kind)};
        try (RocksIterator rows = database.iterate(Family.DEFAULT)) {
            for (rows.seek(first); rows.isValid() && rows.key()[0] == first[0]; rows.next()) {
                consumer.accept(Bytes.wrap(rows.value()));
            }
            database.check(rows);
        }
    }

    @Override
    public void forEachMember(ObjLongConsumer<LeaseMember> consumer) {
        try (RocksIterator rows = database.iterate(Family.MEMBERS)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                LeaseMember member = new LeaseMember(Bytes.wrap(rows.key()));
                byte[] row = rows.value();
                member.valueHas(RowFormat.numberOf(row));
                members.put(member.key(), member);
                consumer.accept(member, RowFormat.revisionOf(row));
            }
            database.check(rows);
        }
    }

    @Override
    public List<Publication> pastChanges(long revision) {
        Publications publications = new Publications(this);
        forEachChange(
                revision + 1,
                Long.MAX_VALUE,
                change -> publications.add(change.current().modRevision()));
        return publications.all();
    }

    private WatchEvent event(long revision, RowFormat.Change change) {
        Bytes key = change.key().copy();
        KeyValue newest = stored(key);
        KeyValue version = newest != null && newest.modRevision() == revision ? newest : replaced(key, revision);
        KeyValue before = change.replaced() == 0 ? null : replaced(key, change.replaced());
        if (version == null || (before == null && change.replaced() != 0)) {
            throw new MalformedBytesException("the stored change of revision " + revision + " lacks a version");
        }
        return new WatchEvent(version, present(before));
    }

    /** Returns a version that was replaced by a later one, or null if it is not kept. */
    private @Nullable KeyValue replaced(Bytes key, long revision) {
        byte[] found = database.get(Family.HISTORY, RowFormat.historyKey(key, revision));
        return found == null ? null : RowFormat.decode(found).of(key);
    }

    @Override
    public void close() {
        readers.close();
    }
}
