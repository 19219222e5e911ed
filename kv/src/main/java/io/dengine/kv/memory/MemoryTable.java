package io.dengine.kv.memory;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.RangeQuery.Order;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.kv.memory.Versions.Value;
import io.dengine.kv.store.KeyTable;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.Pins;
import io.dengine.kv.store.Publications;
import io.dengine.kv.store.RowCollector;
import io.dengine.kv.store.VisibleState;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory. Keys and versions are numbers in arrays, and their bytes lie in slabs, so what the table holds
 * costs the garbage collector next to nothing, and what it returns are copies.
 */
final class MemoryTable implements KeyTable {
    /** The most bytes of replaced values that the events of one revision get copies of; the others get views. */
    private static final int MAX_COPIED_BYTES = 1 << 20;

    /** Stands for each key that was and is attached to no lease. */
    private static final LeaseMember OF_NO_LEASE = new LeaseMember(Bytes.EMPTY);

    /** The number of attempts to read a key without a pin; a value may be so long that each is disturbed. */
    private static final int ATTEMPTS = 3;

    private final KvConfig config;
    private final Pins pins = new Pins();
    private final Slabs slabs;
    private final Keys keys;
    private final Versions versions;
    private final Quarantine quarantine = new Quarantine();

    private volatile VisibleState visible;
    private volatile long floor;

    // ---- owned by the writer
    private final ChangeRing history;
    private final SlabOwners owners;
    private final Map<Integer, LeaseMember> members = new HashMap<>();
    private long copiedAt;
    private long copiedBytes;
    private long liveKeys;

    MemoryTable(KvConfig config, long revision, int maxSlabBytes) {
        this.config = config;
        this.slabs = new Slabs(maxSlabBytes);
        this.keys = new Keys(slabs);
        this.versions = new Versions(slabs);
        this.history = new ChangeRing(versions::weight);
        this.owners = new SlabOwners(keys, versions, this::retire);
        this.visible = new VisibleState(revision, 0);
        this.floor = revision;
    }

    // ---- any thread

    @Override
    public boolean enter() {
        return true;
    }

    @Override
    public void leave() {}

    @Override
    public VisibleState visible() {
        return visible;
    }

    @Override
    public long floor() {
        return floor;
    }

    /** Reads without a pin: takes what it has read for true only if nothing was removed or reused meanwhile. */
    @Override
    public @Nullable KeyValue get(Bytes key) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long at = visible.revision();
            long since = quarantine.begin();
            KeyValue row = get(key, at);
            if (quarantine.isUndisturbed(since) && floor <= at) {
                return row;
            }
        }
        try (Pins.Pin pin = pin(0)) {
            return get(key, pin.revision());
        }
    }

    @Override
    public Pins.Pin pin(long atRevision) {
        return pins.pin(atRevision, this);
    }

    @Override
    public @Nullable KeyValue get(Bytes key, long pinnedRevision) {
        int found = keys.find(key);
        int version = found == 0 ? 0 : presentAt(found, pinnedRevision);
        return version == 0 ? null : versions.row(version, key, Value.OWN);
    }

    /** Returns the version of a key at a revision, or 0 if the key was absent. */
    private int presentAt(int key, long revision) {
        int version = at(key, revision);
        return version == 0 || versions.isDeletion(version) ? 0 : version;
    }

    /** Returns the version of a key at a revision, which may be a deletion, or 0 if no version that old is kept. */
    private int at(int key, long revision) {
        int version = keys.newest(key);
        while (version != 0 && versions.revision(version) > revision) {
            version = versions.older(version);
        }
        return version;
    }

    @Override
    public Rows range(RangeQuery query, long pinnedRevision, RowCollector rows) {
        if (query.content() == Content.COUNT) {
            return RowCollector.counted(count(query.range(), pinnedRevision), pinnedRevision);
        }
        boolean views = rows.takesViews();
        Value value = query.content() != Content.ALL ? Value.NONE : views ? Value.VIEW : Value.OWN;
        OrderIndex.Walk walk = walk(query.range(), query.order() == Order.DESCENDING);
        for (int key = walk.next(); key != 0; key = walk.next()) {
            int version = presentAt(key, pinnedRevision);
            if (version != 0 && !rows.offer(versions.row(version, views ? keys.view(key) : keys.bytes(key), value))) {
                break;
            }
        }
        return rows.rows(pinnedRevision);
    }

    private OrderIndex.Walk walk(KeyRange range, boolean descending) {
        return keys.order().walk(range.first(), range.hasEnd() ? range.endExclusive() : null, descending);
    }

    private long count(KeyRange range, long pinnedRevision) {
        VisibleState newest = visible;
        if (newest.revision() == pinnedRevision && range.equals(KeyRange.ALL)) {
            return newest.liveKeys();
        }
        long count = 0;
        OrderIndex.Walk walk = walk(range, false);
        for (int key = walk.next(); key != 0; key = walk.next()) {
            count += presentAt(key, pinnedRevision) == 0 ? 0 : 1;
        }
        return count;
    }

    @Override
    public Pins.@Nullable Pin pinPast(long revision) {
        return pins.pinPast(revision, this);
    }

    @Override
    public List<WatchEvent> pinnedChanges(long revision) {
        List<WatchEvent> changes = new ArrayList<>(1);
        history.forEach(revision, version -> changes.add(change(version)));
        return changes;
    }

    private WatchEvent change(int version) {
        Bytes key = keys.bytes(versions.key(version));
        int older = versions.older(version);
        boolean wasPresent = older != 0 && !versions.isDeletion(older);
        return new WatchEvent(
                versions.row(version, key, Value.OWN), wasPresent ? versions.row(older, key, Value.OWN) : null);
    }

    // ---- the writer only

    /** Returns the bytes of all slabs that are in use. */
    long slabBytes() {
        return slabs.bytes();
    }

    /** Returns the number of versions that are kept, or not reused yet. */
    int versionCount() {
        return versions.count();
    }

    @Override
    public @Nullable KeyValue newest(Bytes key) {
        return get(key, Long.MAX_VALUE);
    }

    @Override
    public List<Bytes> present(KeyRange range) {
        List<Bytes> present = new ArrayList<>();
        OrderIndex.Walk walk = walk(range, false);
        for (int key = walk.next(); key != 0; key = walk.next()) {
            if (!versions.isDeletion(keys.newest(key))) {
                present.add(keys.bytes(key));
            }
        }
        return present;
    }

    @Override
    public LeaseMember put(Bytes key, Bytes value, long leaseId, long atRevision, @Nullable List<WatchEvent> events) {
        boolean isWatched = events != null;
        Bytes ownKey = isWatched ? key.copy() : key;
        Bytes ownValue = isWatched ? value.copy() : value;
        int found = keys.find(ownKey);
        int newest = found == 0 ? 0 : presentAt(found, Long.MAX_VALUE);
        KeyValue before = newest == 0 ? null : replaced(newest, ownKey, atRevision, isWatched);
        KeyValue row = KeyTable.next(before, ownKey, ownValue, leaseId, atRevision);
        int written = found == 0 ? insert(row) : replace(found, row);
        liveKeys += before == null ? 1 : 0;
        history.add(keys.newest(written), atRevision);
        if (events != null) {
            events.add(new WatchEvent(row, before));
        }
        return member(written, row, before != null && before.leaseId() != 0);
    }

    /** Adds a key with its first version. */
    private int insert(KeyValue row) {
        int key = keys.add(row.key());
        keys.renew(key, versions.add(key, 0, row));
        keys.show(key, row.key());
        return key;
    }

    private int replace(int key, KeyValue row) {
        keys.renew(key, versions.add(key, keys.newest(key), row));
        return key;
    }

    @Override
    public LeaseMember delete(Bytes key, long atRevision, @Nullable List<WatchEvent> events) {
        int found = keys.find(key);
        int newest = found == 0 ? 0 : presentAt(found, Long.MAX_VALUE);
        if (newest == 0) {
            throw new IllegalStateException("a key that is to be deleted is absent");
        }
        boolean isWatched = events != null;
        Bytes ownKey = isWatched ? key.copy() : key;
        KeyValue before = replaced(newest, ownKey, atRevision, isWatched);
        KeyValue deletion = KeyTable.deletion(ownKey, atRevision);
        if (events != null) {
            events.add(new WatchEvent(deletion, before));
        }
        int version = versions.addDeletion(found, newest, atRevision);
        keys.renew(found, version);
        liveKeys--;
        history.add(version, atRevision);
        return member(found, deletion, before.leaseId() != 0);
    }

    /**
     * Returns a version that is replaced, with its value if an event needs that. A revision that replaces much, such as
     * the deletion of a range, would need as much memory again for a moment: so its events get views.
     */
    private KeyValue replaced(int version, Bytes key, long atRevision, boolean isWatched) {
        if (!isWatched) {
            return versions.row(version, key, Value.NONE);
        }
        if (copiedAt != atRevision) {
            copiedAt = atRevision;
            copiedBytes = 0;
        }
        copiedBytes += versions.sizeBytes(version);
        if (copiedBytes <= MAX_COPIED_BYTES) {
            return versions.row(version, key, Value.OWN);
        }
        versions.lend(version);
        return versions.row(version, key, Value.VIEW);
    }

    /**
     * Returns the key as a member of the lease that it was attached to before. From now on it is a member if the row
     * names a lease.
     */
    private LeaseMember member(int key, KeyValue row, boolean wasMember) {
        if (row.leaseId() == 0) {
            LeaseMember former = wasMember ? members.remove(key) : null;
            return former == null ? OF_NO_LEASE : former;
        }
        LeaseMember member =
                members.computeIfAbsent(key, any -> new LeaseMember(row.key().copy()));
        member.valueHas(row.value().length());
        return member;
    }

    @Override
    public void skipTo(long atRevision) {}

    @Override
    public LeaseMember restore(KeyValue row) {
        liveKeys++;
        return member(insert(row), row, false);
    }

    @Override
    public List<Publication> restoreHistory(long newFloor, List<WatchEvent> changes) {
        Map<Integer, Integer> latest = new HashMap<>();
        Publications publications = new Publications(this);
        for (WatchEvent change : changes) {
            int version = restoreChange(change, latest);
            history.add(version, change.current().modRevision());
            publications.add(change.current().modRevision());
        }
        floor = newFloor;
        return publications.all();
    }

    /** Restores the version that a change made, with the one before it; returns it. */
    private int restoreChange(WatchEvent change, Map<Integer, Integer> latest) {
        KeyValue row = change.current();
        KeyValue previous = change.previous();
        int key = keys.find(row.key());
        boolean isGone = key == 0;
        if (isGone) {
            key = keys.add(row.key());
        }
        int before = latest.getOrDefault(key, 0);
        if (before == 0 && previous != null) {
            before = versions.add(key, 0, previous);
        }
        int version = isGone ? 0 : keys.newest(key);
        if (version != 0 && versions.revision(version) == row.modRevision()) {
            versions.linkTo(version, before);
        } else {
            version = row.isDeletion()
                    ? versions.addDeletion(key, before, row.modRevision())
                    : versions.add(key, before, row);
            boolean isNewest = isGone || versions.revision(keys.newest(key)) < row.modRevision();
            if (isNewest) {
                keys.renew(key, version);
            }
        }
        if (isGone) {
            keys.show(key, row.key());
        }
        latest.put(key, version);
        return version;
    }

    @Override
    public void store(RowKind kind, long id, @Nullable Bytes row) {}

    @Override
    public void commit(Bytes numbers) {}

    @Override
    public void keep() {}

    @Override
    public void publish(long newRevision) {
        visible = new VisibleState(newRevision, liveKeys);
    }

    @Override
    public void trim(long wantedFloor, int maxSteps) {
        floor = config.floorOf(
                visible.revision(), floor, wantedFloor, history.floorFor(config.historyBytes(), floor, maxSteps));
        long lowestPinned = pins.lowest(Long.MAX_VALUE);
        long unpinned = Math.min(floor, lowestPinned);
        // First: what is removed below may be reached by readers that pin a revision from now on.
        quarantine.release(lowestPinned, 2 * maxSteps, this::reuse);
        for (int step = 0; step < maxSteps && history.size() > 0; step++) {
            if (history.revision(0) > unpinned) {
                break;
            }
            forget(history.version(0));
        }
        slabs.compact(owners);
    }

    /** Removes the oldest change from the history, with the version that it replaced. */
    private void forget(int version) {
        history.removeFirst();
        int replaced = versions.older(version);
        if (replaced != 0) {
            versions.linkTo(version, 0);
            remove(replaced);
        }
        int key = versions.key(version);
        if (versions.isDeletion(version) && keys.newest(key) == version) {
            long location = keys.location(key);
            keys.remove(key);
            retire(slabs.drop(location));
            quarantine.add(Quarantine.Kind.KEY, key, visible.revision());
            remove(version);
        }
    }

    private void remove(int version) {
        long location = versions.location(version);
        if (location != 0) {
            versions.relocate(version, 0);
            retire(slabs.drop(location));
        }
        quarantine.add(Quarantine.Kind.VERSION, version, visible.revision());
    }

    private void retire(int slab) {
        if (slab != Slabs.NONE) {
            quarantine.add(Quarantine.Kind.SLAB, slab, visible.revision());
        }
    }

    private void reuse(Quarantine.Kind kind, int id) {
        switch (kind) {
            case VERSION -> versions.reuse(id);
            case KEY -> keys.reuse(id);
            case SLAB -> slabs.reuse(id);
        }
    }

    @Override
    public boolean isLasting() {
        return false;
    }

    @Override
    public @Nullable Bytes numbers() {
        return null;
    }

    @Override
    public void forEachRow(RowKind kind, Consumer<Bytes> consumer) {}

    @Override
    public void forEachMember(ObjLongConsumer<LeaseMember> consumer) {}

    @Override
    public List<Publication> pastChanges(long revision) {
        return List.of();
    }

    @Override
    public void close() {}
}
