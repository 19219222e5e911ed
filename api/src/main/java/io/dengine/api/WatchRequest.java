package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * What a watch is to see. Immutable; each method answers a changed copy.
 *
 * @param range the keys
 * @param fromRevision the first revision of interest, past or future; 0 for whatever happens after the watch began
 * @param previousValues whether events carry what the key held before
 * @param progress whether the watcher is told now and then how far it has come, although nothing happened
 * @param incarnation the history that {@code fromRevision} belongs to, see {@link ClusterView#incarnation}: in another
 *     one the watch fails with {@link EngineException.OtherIncarnation}. 0 for the one of the newest answer that the
 *     client had, which matters only where a revision is given
 */
public record WatchRequest(
        KeyRange range, long fromRevision, boolean previousValues, boolean progress, long incarnation) {
    public WatchRequest {
        if (fromRevision < 0) {
            throw new IllegalArgumentException(
                    "a watch begins at a positive revision, or at 0 for now: " + fromRevision);
        }
    }

    /** In the history of the newest answer. */
    public WatchRequest(KeyRange range, long fromRevision, boolean previousValues, boolean progress) {
        this(range, fromRevision, previousValues, progress, 0);
    }

    /** The keys of {@code range}, from now on. */
    public static WatchRequest range(KeyRange range) {
        return new WatchRequest(range, 0, false, false);
    }

    /** One key, from now on. */
    public static WatchRequest key(Bytes key) {
        return range(KeyRange.single(key));
    }

    /** One key, from now on. */
    public static WatchRequest key(String key) {
        return key(Bytes.utf8(key));
    }

    /** The keys that begin with {@code prefix}, from now on. */
    public static WatchRequest prefix(Bytes prefix) {
        return range(KeyRange.prefix(prefix));
    }

    /** The keys that begin with {@code prefix}, from now on. */
    public static WatchRequest prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** From {@code revision} on. See {@link #after} for what follows a read. */
    public WatchRequest from(long revision) {
        return new WatchRequest(range, revision, previousValues, progress, incarnation);
    }

    /** Whatever happens after {@code read}: nothing is missed and nothing is repeated. */
    public WatchRequest after(Rows read) {
        return from(read.revision() + 1).in(read.incarnation());
    }

    /** With revisions of this history. */
    public WatchRequest in(long itsIncarnation) {
        return new WatchRequest(range, fromRevision, previousValues, progress, itsIncarnation);
    }

    /** With what keys held before. */
    public WatchRequest withPreviousValues() {
        return new WatchRequest(range, fromRevision, true, progress, incarnation);
    }

    /** With marks of progress. */
    public WatchRequest withProgress() {
        return new WatchRequest(range, fromRevision, previousValues, true, incarnation);
    }
}
