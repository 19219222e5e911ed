package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * What a watch is to see. Immutable; each method answers a changed copy.
 *
 * @param range the keys
 * @param fromRevision the first revision of interest, past or future; 0 for whatever happens after the watch began
 * @param previousValues whether events carry what the key held before
 * @param progress whether the watcher is told now and then how far it has come, although nothing happened
 */
public record WatchRequest(KeyRange range, long fromRevision, boolean previousValues, boolean progress) {
    public WatchRequest {
        if (fromRevision < 0) {
            throw new IllegalArgumentException(
                    "a watch begins at a positive revision, or at 0 for now: " + fromRevision);
        }
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

    /** From {@code revision} on. After {@link Rows#revision} plus one, nothing is missed and nothing is repeated. */
    public WatchRequest from(long revision) {
        return new WatchRequest(range, revision, previousValues, progress);
    }

    /** With what keys held before. */
    public WatchRequest withPreviousValues() {
        return new WatchRequest(range, fromRevision, true, progress);
    }

    /** With marks of progress. */
    public WatchRequest withProgress() {
        return new WatchRequest(range, fromRevision, previousValues, true);
    }
}
