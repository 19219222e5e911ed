package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * A request for a watch. Immutable; each method returns a changed copy.
 *
 * @param range the keys to watch
 * @param fromRevision the first revision to deliver, past or future; 0 for everything after the watch has begun
 * @param previousValues whether events carry the key as it was before
 * @param progress whether the watch delivers progress notifications at times when no key of its range changes
 * @param incarnation the history that {@code fromRevision} belongs to, see {@link ClusterView#incarnation}: in another
 *     one the watch fails with {@link EngineException.OtherIncarnation}. 0 stands for the history of the newest
 *     response that the client received. Matters only if a revision is given
 */
public record WatchRequest(
        KeyRange range, long fromRevision, boolean previousValues, boolean progress, long incarnation) {
    /**
     * Checks the revision.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public WatchRequest {
        if (fromRevision < 0) {
            throw new IllegalArgumentException(
                    "a watch begins at a positive revision, or at 0 for now: " + fromRevision);
        }
    }

    /** Creates a request for revisions of the history of the newest response that the client received. */
    public WatchRequest(KeyRange range, long fromRevision, boolean previousValues, boolean progress) {
        this(range, fromRevision, previousValues, progress, 0);
    }

    /** Returns a request for the keys of {@code range}, from now on. */
    public static WatchRequest range(KeyRange range) {
        return new WatchRequest(range, 0, false, false);
    }

    /** Returns a request for one key, from now on. */
    public static WatchRequest key(Bytes key) {
        return range(KeyRange.single(key));
    }

    /** As {@link #key(Bytes)}, with {@code key} encoded in UTF-8. */
    public static WatchRequest key(String key) {
        return key(Bytes.utf8(key));
    }

    /**
     * Returns a request for the keys that begin with {@code prefix}, from now on. The empty prefix gives every key.
     */
    public static WatchRequest prefix(Bytes prefix) {
        return range(KeyRange.prefix(prefix));
    }

    /** As {@link #prefix(Bytes)}, with {@code prefix} encoded in UTF-8. */
    public static WatchRequest prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** Returns this request for the changes from {@code revision} on. {@link #after} continues a read. */
    public WatchRequest from(long revision) {
        return new WatchRequest(range, revision, previousValues, progress, incarnation);
    }

    /** Returns this request for the changes after {@code read}: the watch misses nothing and repeats nothing. */
    public WatchRequest after(Rows read) {
        return from(read.revision() + 1).in(read.incarnation());
    }

    /** Returns this request for revisions of the history {@code itsIncarnation}. */
    public WatchRequest in(long itsIncarnation) {
        return new WatchRequest(range, fromRevision, previousValues, progress, itsIncarnation);
    }

    /** Returns this request with the previous state of keys in the events. */
    public WatchRequest withPreviousValues() {
        return new WatchRequest(range, fromRevision, true, progress, incarnation);
    }

    /** Returns this request with progress notifications. */
    public WatchRequest withProgress() {
        return new WatchRequest(range, fromRevision, previousValues, true, incarnation);
    }
}
