package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.PastChanges;
import io.dengine.kv.watch.Publication;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their versions, in memory or on disk.
 *
 * <p>One thread writes: it adds versions at revisions that no reader uses yet, {@link #commit}s, then
 * {@link #publish}es, then {@link #trim}s. Readers read the published revision once and skip newer versions. No version
 * disappears without readers noticing: the writer raises the floor before it removes a version. So a reader that found
 * a key absent checks the floor again, and a reader that pinned a revision and then found the floor not above it is
 * safe.
 *
 * <p>A table that outlives the process stores the rows of leases and sessions beside the keys. After a crash, all
 * changes up to a commit are there together with their numbers, or none of them.
 */
public interface KeyTable extends PastChanges, AutoCloseable {
    /** The kinds of rows that are stored beside the keys, by id. */
    enum RowKind {
        LEASE,
        SESSION
    }

    /** Returns the version that stands for a deletion. */
    static KeyValue deletion(Bytes key, long revision) {
        return new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0);
    }

    /**
     * Returns the version that a put makes.
     *
     * @param before the present version, or null if the key is absent
     */
    static KeyValue next(@Nullable KeyValue before, Bytes key, Bytes value, long leaseId, long revision) {
        return before == null
                ? new KeyValue(key, value, revision, revision, 1, leaseId)
                : new KeyValue(key, value, before.createRevision(), revision, before.version() + 1, leaseId);
    }

    // ---- any thread

    /**
     * Starts a read; returns false once the table is closed. Until the reader leaves, what it reads from stays open.
     */
    boolean enter();

    /** Ends a read that {@link #enter} started. */
    void leave();

    /** Returns what was published last. */
    VisibleState visible();

    /** Returns the newest visible revision. */
    default long revision() {
        return visible().revision();
    }

    /** Returns the oldest revision that can be read. */
    long floor();

    /** Returns the key at the newest visible revision, or null. */
    @Nullable
    KeyValue get(Bytes key);

    /**
     * Keeps a revision readable until the pin is closed; 0 stands for the newest one.
     *
     * @throws CompactedException if that revision was compacted
     * @throws FutureRevisionException if the table has not reached it
     */
    Pins.Pin pin(long atRevision);

    /**
     * Keeps the changes after a revision until the pin is closed. Returns null if some of them were compacted. Unlike
     * {@link #pin}, it takes 0 for the revision before the first change.
     */
    Pins.@Nullable Pin pinPast(long revision);

    /** Returns the changes of a visible revision, in their order; an earlier one is pinned by {@link #pinPast}. */
    List<WatchEvent> pinnedChanges(long revision);

    @Override
    default @Nullable List<WatchEvent> changes(long revision) {
        if (!enter()) {
            return null;
        }
        try (Pins.Pin pin = pinPast(revision - 1)) {
            return pin == null ? null : pinnedChanges(revision);
        } finally {
            leave();
        }
    }

    /** Returns the key at a pinned revision, or null. */
    @Nullable
    KeyValue get(Bytes key, long pinnedRevision);

    /**
     * Returns the keys of a range at a pinned revision, as many as {@code rows} accepts. Starts from the end
     * that the query asks for, reads values only if the query asks for them, and counts without creating rows. For
     * {@link Long#MAX_VALUE}, the writer sees its unpublished changes.
     */
    Rows range(RangeQuery query, long pinnedRevision, RowCollector rows);

    // ---- the writer only

    /** Returns the key as the writer sees it, with unpublished changes; null if it is absent. */
    @Nullable
    KeyValue newest(Bytes key);

    /** Returns the keys of a range that are present as the writer sees it. */
    List<Bytes> present(KeyRange range);

    /**
     * Stores copies of key and value, and returns the key as a member of the lease that it was attached to before.
     *
     * @param events gets the change; null if nobody watches, and then no event is made
     */
    LeaseMember put(Bytes key, Bytes value, long leaseId, long atRevision, @Nullable List<WatchEvent> events);

    /**
     * Deletes a key that is present, and returns it as a member of the lease that it was attached to.
     *
     * @param events gets the change; null if nobody watches, and then no event is made
     */
    LeaseMember delete(Bytes key, long atRevision, @Nullable List<WatchEvent> events);

    /** Skips revisions: there are no changes between the last one and {@code atRevision}. */
    void skipTo(long atRevision);

    /** Restores a key, which must be absent; only before anything is published. */
    LeaseMember restore(KeyValue row);

    /**
     * Restores the history of the restored keys; only before anything is published.
     *
     * @param floor the oldest revision that can be read from now on
     * @param changes all changes after it, oldest first
     * @return the same changes as publications for watches
     */
    List<Publication> restoreHistory(long floor, List<WatchEvent> changes);

    /** Stores a row beside the keys, or deletes it if {@code row} is null. */
    void store(RowKind kind, long id, @Nullable Bytes row);

    /** Commits all changes since the last commit, together with the numbers that belong to them. */
    void commit(Bytes numbers);

    /** Starts to sync everything committed so far, so that it survives a power loss; does not wait. */
    void keep();

    /** Publishes everything up to {@code newRevision}, which must be committed. */
    void publish(long newRevision);

    /**
     * Removes history that exceeds the configured bounds or lies before {@code wantedFloor}. Processes at most
     * {@code maxSteps} versions, so that a large compaction is spread over many calls.
     */
    void trim(long wantedFloor, int maxSteps);

    // ---- state of an earlier run; before the first change

    /** Returns whether the table outlives the process. */
    boolean isLasting();

    /** Returns the numbers of the last commit, or null if there was none. */
    @Nullable
    Bytes numbers();

    /** Calls {@code consumer} with every row that is stored beside the keys. */
    void forEachRow(RowKind kind, Consumer<Bytes> consumer);

    /** Calls {@code consumer} with every key that is attached to a lease, and with the id of that lease. */
    void forEachMember(ObjLongConsumer<LeaseMember> consumer);

    /**
     * Returns the changes after {@code revision} that an earlier run left, oldest first; all of them are there if the
     * floor is not above {@code revision}.
     */
    List<Publication> pastChanges(long revision);

    /** Closes the table: no reader can enter any more, and its resources are released when the last reader leaves. */
    @Override
    void close();
}
