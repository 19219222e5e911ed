package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.kv.command.KeyRange;
import io.dengine.kv.command.KeyValue;
import io.dengine.kv.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their versions: a hash table for single keys beside an ordered map for ranges.
 *
 * <p>One thread writes: it adds versions at revisions that nobody looks at yet, then {@link #publish}es, then
 * {@link #trim}s. Readers take the published revision once and pass over what is newer. What they need is never taken
 * away unseen: the floor is raised before a version is unlinked, so a reader that found a key absent looks at the floor
 * again, and a reader that pinned a revision and then found the floor not above it is safe.
 */
final class VersionedMap {
    /** What the history keeps for each change, beside the version that it replaced. */
    private static final int CHANGE_BYTES = 160;
    /** What a replaced version takes beside its value. */
    private static final int VERSION_BYTES = 64;

    private final ConcurrentHashMap<Bytes, KeyHistory> byKey = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Bytes, KeyHistory> ordered = new ConcurrentSkipListMap<>();
    private final Pins pins = new Pins();
    private final KvConfig config;

    private volatile long revision;
    private volatile long floor;

    private final HistoryRing history = new HistoryRing();
    private long historyBytes;
    private long liveKeys;

    VersionedMap(KvConfig config, long revision) {
        this.config = config;
        this.revision = revision;
        this.floor = revision;
    }

    // ---- any thread

    /** The newest revision that is visible. */
    long revision() {
        return revision;
    }

    /** The oldest revision that can be read. */
    long floor() {
        return floor;
    }

    /** The key as it is now, or null. */
    @Nullable
    KeyValue get(Bytes key) {
        while (true) {
            long at = revision;
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

    /** Keeps a revision readable; 0 stands for the newest one. */
    Pins.Pin pin(long atRevision) {
        while (true) {
            long newest = revision;
            if (atRevision > newest) {
                throw new FutureRevisionException(atRevision, newest);
            }
            Pins.Pin pin = pins.pin(atRevision == 0 ? newest : atRevision);
            if (floor <= pin.revision()) {
                return pin;
            }
            pin.close();
            if (atRevision != 0) {
                throw new CompactedException(atRevision, floor);
            }
        }
    }

    /** The key at a pinned revision. */
    @Nullable
    KeyValue get(Bytes key, long pinnedRevision) {
        KeyHistory found = byKey.get(key);
        return found == null ? null : visible(found, pinnedRevision);
    }

    /** The first {@code limit} keys of a range at a pinned revision. */
    Range range(KeyRange range, long pinnedRevision, int limit, long maxBytes) {
        List<KeyValue> rows = new ArrayList<>();
        long bytes = 0;
        for (KeyHistory candidate : within(range).values()) {
            KeyValue row = visible(candidate, pinnedRevision);
            if (row == null) {
                continue;
            }
            bytes += row.key().length() + (long) row.value().length();
            if (rows.size() == limit || bytes > maxBytes && !rows.isEmpty()) {
                return new Range(rows, pinnedRevision, true);
            }
            rows.add(row);
        }
        return new Range(rows, pinnedRevision, false);
    }

    /** Every key that may be present at a pinned revision, to be asked with {@link #visible}. */
    Iterable<KeyHistory> candidates() {
        return ordered.values();
    }

    static @Nullable KeyValue visible(KeyHistory key, long pinnedRevision) {
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

    /** How many keys are present. */
    long liveKeys() {
        return liveKeys;
    }

    @Nullable
    KeyHistory find(Bytes key) {
        return byKey.get(key);
    }

    /** What the key is for the writer, who sees what is not published yet. */
    @Nullable
    Version newest(Bytes key) {
        KeyHistory found = byKey.get(key);
        return found == null || found.newest().isDeletion() ? null : found.newest();
    }

    /** The keys of a range that are present for the writer. */
    List<KeyHistory> present(KeyRange range) {
        List<KeyHistory> present = new ArrayList<>();
        for (KeyHistory candidate : within(range).values()) {
            if (!candidate.newest().isDeletion()) {
                present.add(candidate);
            }
        }
        return present;
    }

    /** Stores copies of key and value. */
    KeyHistory put(Bytes key, Bytes value, long leaseId, long atRevision, List<WatchEvent> events) {
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

    /** Adds a key as it was; only while nothing is visible. */
    KeyHistory restore(KeyValue row) {
        liveKeys++;
        return insert(new Version(
                Bytes.wrap(row.key().toArray()),
                Bytes.wrap(row.value().toArray()),
                row.createRevision(),
                row.modRevision(),
                row.version(),
                row.leaseId()));
    }

    /** Deletes a key that is present. */
    void delete(KeyHistory key, long atRevision, List<WatchEvent> events) {
        Version before = key.newest();
        Version deletion = Version.deletion(before.key(), atRevision);
        key.add(deletion);
        liveKeys--;
        remember(key, deletion, before, events);
    }

    /** Makes everything up to {@code newRevision} visible. */
    void publish(long newRevision) {
        revision = newRevision;
    }

    /**
     * Forgets history: what exceeds the configured bounds, and what lies before {@code wantedFloor}. Works through at
     * most {@code maxSteps} versions, so that a large compaction is spread over many calls.
     */
    void trim(long wantedFloor, int maxSteps) {
        long target = Math.max(floor, Math.min(wantedFloor, revision));
        target = Math.max(target, revision - config.historyRevisions());
        if (historyBytes > config.historyBytes() && history.size() > 0) {
            target = Math.max(target, floorForBytes(maxSteps));
        }
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

    /** A floor that makes room, one portion at a time. */
    private long floorForBytes(int maxSteps) {
        long oldest = history.firstVersion().modRevision();
        return Math.min(revision, Math.max(floor, oldest) + maxSteps / 2);
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

    /** What the history keeps in memory because of this change: the version before it. */
    private static long weight(Version version) {
        Version older = version.older();
        return CHANGE_BYTES
                + (older == null ? 0L : VERSION_BYTES + older.value().length());
    }
}
