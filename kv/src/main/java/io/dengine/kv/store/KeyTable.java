package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.Publication;
import io.dengine.kv.watch.WatchEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their versions, wherever they are kept.
 *
 * <p>One thread writes: it adds versions at revisions that nobody looks at yet, {@link #commit}s, then
 * {@link #publish}es, then {@link #trim}s. Readers take the published revision once and pass over what is newer. What
 * they need is never taken away unseen: the floor is raised before a version is given up, so a reader that found a key
 * absent looks at the floor again, and a reader that pinned a revision and then found the floor not above it is safe.
 *
 * <p>A table that outlives the process keeps the rows of leases and sessions beside the keys, and everything that is
 * changed up to a commit is there after a crash together with its numbers, or not at all.
 */
public interface KeyTable extends AutoCloseable {
    /** What is kept beside the keys, by id. */
    enum RowKind {
        LEASE,
        SESSION
    }

    // ---- any thread

    /** Begins to read; false once the table is closed. While a reader is within, what it reads from stays. */
    boolean enter();

    /** Ends what {@link #enter} began. */
    void leave();

    /** What was published last. */
    VisibleState visible();

    /** The newest revision that is visible. */
    default long revision() {
        return visible().revision();
    }

    /** The oldest revision that can be read. */
    long floor();

    /** The key as it is now, or null. */
    @Nullable
    KeyValue get(Bytes key);

    /**
     * Keeps a revision readable; 0 stands for the newest one.
     *
     * @throws CompactedException if that revision is no longer kept
     * @throws FutureRevisionException if it is not reached
     */
    Pins.Pin pin(long atRevision);

    /** The key at a pinned revision, or null. */
    @Nullable
    KeyValue get(Bytes key, long pinnedRevision);

    /**
     * The keys of a range at a pinned revision, as many as a {@link RowCollector} takes. Works from whichever end is
     * asked for, touches values only where they are wanted, and counts without making rows. For
     * {@link Long#MAX_VALUE}, the writer sees what it has not published yet.
     */
    Rows range(RangeQuery query, long pinnedRevision, RowCollector.SizeBound bound);

    // ---- the writer only

    /** What the key is for the writer, who sees what is not published yet; null if it is absent. */
    @Nullable
    KeyValue newest(Bytes key);

    /** The keys of a range that are present for the writer. */
    List<Bytes> present(KeyRange range);

    /** Stores copies of key and value, and answers with the key as a member of the lease that it has so far. */
    LeaseMember put(Bytes key, Bytes value, long leaseId, long atRevision, List<WatchEvent> events);

    /** Deletes a key that is present, and answers with it as a member of the lease that it had. */
    LeaseMember delete(Bytes key, long atRevision, List<WatchEvent> events);

    /** The next change comes after {@code atRevision}: there are none between the last one and that. */
    void skipTo(long atRevision);

    /** Adds a key as it was, which must be absent; only while nothing is visible. */
    LeaseMember restore(KeyValue row);

    /**
     * Adds what led to the keys as they were restored; only while nothing is visible.
     *
     * @param floor the oldest revision that can be read from now on
     * @param changes all changes after it, oldest first
     * @return the same for those who watch
     */
    List<Publication> restoreHistory(long floor, List<WatchEvent> changes);

    /** Stores a row beside the keys, or deletes it for null. */
    void store(RowKind kind, long id, @Nullable Bytes row);

    /** Keeps all changes since the last commit, together with the numbers that belong to them. */
    void commit(Bytes numbers);

    /** Begins to put everything committed so far where a loss of power spares it; waits for nothing. */
    void keep();

    /** Makes everything up to {@code newRevision} visible; it must be committed. */
    void publish(long newRevision);

    /**
     * Forgets history: what exceeds the configured bounds, and what lies before {@code wantedFloor}. Works through at
     * most {@code maxSteps} versions, so that a large compaction is spread over many calls.
     */
    void trim(long wantedFloor, int maxSteps);

    // ---- what an earlier life has left; before the first change

    /** Whether anything outlives the process. */
    boolean isLasting();

    /** The numbers of the last commit, or null if there was none. */
    @Nullable
    Bytes numbers();

    /** Every row that is kept beside the keys. */
    void forEachRow(RowKind kind, Consumer<Bytes> consumer);

    /** Every key that ends with a lease, with the id of that lease. */
    void forEachMember(ObjLongConsumer<LeaseMember> consumer);

    /** Nobody enters any more; what is open is closed when the last reader leaves. */
    @Override
    void close();
}
