package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.RangeQuery.Content;
import io.dengine.api.RangeQuery.Order;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A table in memory: a hash table for single keys beside an ordered map for ranges. */
final class VersionedMap implements KeyTable {
    /** The approximate memory that the history keeps for each change beside the version that it replaced, in bytes. */
    private static final int CHANGE_BYTES = 160;
    /** The approximate memory of a replaced version without its value, in bytes. */
    private static final int VERSION_BYTES = 64;

    private final ConcurrentHashMap<Bytes, KeyHistory> byKey = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Bytes, KeyHistory> ordered = new ConcurrentSkipListMap<>();
    private final Pins pins = new Pins();
    private final KvConfig config;

    private volatile VisibleState visible;
    private volatile long floor;

    private final HistoryRing history = new HistoryRing();
    private long historyBytes;
    private long liveKeys;

    VersionedMap(KvConfig config, long revision) {
        this.config = config;
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

    @Override
    public @Nullable KeyValue get(Bytes key) {
        while (true) {
            long at = visible.revision();
            KeyHistory found = byKey.get(key);
            Version version = found == null ? null : found.at(at);
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
    public @Nullable KeyValue get(Bytes key, long pinnedRevision) {
        KeyHistory found = byKey.get(key);
        return found == null ? null : visible(found, pinnedRevision);
    }

    @Override
    public Rows range(RangeQuery query, long pinnedRevision, RowCollector.SizeBound bound) {
        if (query.content() == Content.COUNT) {
            return RowCollector.counted(count(query.range(), pinnedRevision), pinnedRevision);
        }
        ConcurrentNavigableMap<Bytes, KeyHistory> within = within(query.range());
        RowCollector rows = new RowCollector(query.limit(), query.content(), bound);
        for (KeyHistory candidate : (query.order() == Order.DESCENDING ? within.descendingMap() : within).values()) {
            KeyValue row = visible(candidate, pinnedRevision);
            if (row != null && !rows.offer(row)) {
                break;
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
        for (KeyHistory candidate : within(range).values()) {
            if (visible(candidate, pinnedRevision) != null) {
                count++;
            }
        }
        return count;
    }

    private static @Nullable KeyValue visible(KeyHistory key, long pinnedRevision) {
        Version version = key.at(pinnedRevision);
        return version == null || version.isDeletion() ? null : version;
    }

    private ConcurrentNavigableMap<Bytes, KeyHistory> within(KeyRange range) {
        if (range.isEmpty()) {
            return ordered.subMap(range.first(), true, range.first(), false);
        }
        return range.hasEnd()
                ? ordered.subMap(range.first(), true, range.endExclusive(), false)
                : ordered.tailMap(range.first(), true);
    }

    // ---- the writer only

    @Override
    public @Nullable KeyValue newest(Bytes key) {
        KeyHistory found = byKey.get(key);
        return found == null || found.newest().isDeletion() ? null : found.newest();
    }

    @Override
    public List<Bytes> present(KeyRange range) {
        List<Bytes> present = new ArrayList<>();
        for (KeyHistory candidate : within(range).values()) {
            if (!candidate.newest().isDeletion()) {
                present.add(candidate.key());
            }
        }
        return present;
    }

    @Override
    public LeaseMember put(Bytes key, Bytes value, long leaseId, long atRevision, List<WatchEvent> events) {
        Bytes ownValue = Bytes.wrap(value.toArray());
        KeyHistory found = byKey.get(key);
        Version before = found == null || found.newest().isDeletion() ? null : found.newest();
        Version version;
        if (before == null) {
            Bytes ownKey =
                    found == null ? Bytes.wrap(key.toArray()) : found.newest().key();
            version = new Version(ownKey, ownValue, atRevision, atRevision, 1, leaseId);
            liveKeys++;
        } else {
            version = new Version(
                    before.key(), ownValue, before.createRevision(), atRevision, before.version() + 1, leaseId);
        }
        if (found == null) {
            found = insert(version);
        } else {
            found.add(version);
        }
        remember(found, version, before, events);
        return found;
    }

    @Override
    public LeaseMember restore(KeyValue row) {
        liveKeys++;
        return insert(own(row));
    }

    @Override
    public List<Publication> restoreHistory(long newFloor, List<WatchEvent> changes) {
        Map<Bytes, KeyHistory> gone = new HashMap<>();
        Map<Bytes, Version> latest = new HashMap<>();
        Publications publications = new Publications();
        for (WatchEvent change : changes) {
            Bytes key = change.key();
            KeyHistory found = byKey.get(key);
            Version before = latest.get(key);
            if (before == null && change.previous() != null) {
                before = own(change.previous());
            }
            Version version;
            if (found != null
                    && found.newest().modRevision() == change.current().modRevision()) {
                version = found.newest();
            } else {
                version = own(change.current());
            }
            version.linkTo(before);
            latest.put(version.key(), version);
            KeyHistory owner = found == null ? gone.get(key) : found;
            if (owner == null) {
                owner = new KeyHistory(version);
                gone.put(version.key(), owner);
            } else if (found == null) {
                owner.add(version);
            }
            history.add(owner, version);
            historyBytes += weight(version);
            publications.add(new WatchEvent(version, before == null || before.isDeletion() ? null : before));
        }
        byKey.putAll(gone);
        ordered.putAll(gone);
        floor = newFloor;
        return publications.all();
    }

    private static Version own(KeyValue row) {
        return new Version(
                Bytes.wrap(row.key().toArray()),
                Bytes.wrap(row.value().toArray()),
                row.createRevision(),
                row.modRevision(),
                row.version(),
                row.leaseId());
    }

    @Override
    public LeaseMember delete(Bytes key, long atRevision, List<WatchEvent> events) {
        KeyHistory found = byKey.get(key);
        if (found == null || found.newest().isDeletion()) {
            throw new IllegalStateException("a key that is to be deleted is absent");
        }
        Version before = found.newest();
        Version deletion = Version.deletion(before.key(), atRevision);
        found.add(deletion);
        liveKeys--;
        remember(found, deletion, before, events);
        return found;
    }

    @Override
    public void store(RowKind kind, long id, @Nullable Bytes row) {}

    @Override
    public void commit(Bytes numbers) {}

    @Override
    public void keep() {}

    @Override
    public void skipTo(long atRevision) {}

    @Override
    public void publish(long newRevision) {
        visible = new VisibleState(newRevision, liveKeys);
    }

    @Override
    public void trim(long wantedFloor, int maxSteps) {
        long revision = visible.revision();
        long target = Math.max(floor, Math.min(wantedFloor, revision));
        target = Math.max(target, revision - config.historyRevisions());
        target = Math.max(target, floorForBytes(maxSteps));
        if (target > floor) {
            floor = target;
        }
        long unpinned = pins.lowest(floor);
        for (int step = 0; step < maxSteps && history.size() > 0; step++) {
            Version version = history.firstVersion();
            if (version.modRevision() > unpinned) {
                return;
            }
            forget(history.firstKey(), version);
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

    /**
     * Returns the lowest floor that keeps the history within its bytes, or a lower one if the steps do not reach it.
     * While versions below the floor still wait to be removed, a higher floor would free no memory sooner.
     */
    private long floorForBytes(int maxSteps) {
        long excess = historyBytes - config.historyBytes();
        long lowest = floor;
        for (int step = 0; step < Math.min(maxSteps, history.size()) && excess > 0; step++) {
            Version version = history.version(step);
            if (version.modRevision() <= floor) {
                break;
            }
            excess -= weight(version);
            lowest = version.modRevision();
        }
        return Math.min(lowest, visible.revision());
    }

    private void forget(KeyHistory key, Version version) {
        historyBytes -= weight(version);
        version.linkTo(null);
        history.removeFirst();
        if (version.isDeletion() && key.newest().modRevision() == version.modRevision()) {
            byKey.remove(version.key());
            ordered.remove(version.key());
        }
    }

    private KeyHistory insert(Version version) {
        KeyHistory inserted = new KeyHistory(version);
        byKey.put(version.key(), inserted);
        ordered.put(version.key(), inserted);
        return inserted;
    }

    private void remember(KeyHistory key, Version version, @Nullable Version before, List<WatchEvent> events) {
        history.add(key, version);
        historyBytes += weight(version);
        events.add(new WatchEvent(version, before));
    }

    /** Returns the memory that the history keeps because of this change: that of the version before it. */
    private static long weight(Version version) {
        Version older = version.older();
        return CHANGE_BYTES
                + (older == null ? 0L : VERSION_BYTES + older.value().length());
    }
}
