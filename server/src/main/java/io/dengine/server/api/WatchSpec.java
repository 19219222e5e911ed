package io.dengine.server.api;

import io.dengine.bytes.Bytes;

/**
 * The keys and the start of a watch.
 *
 * @param key the key, or the prefix of keys
 * @param prefix whether {@code key} is a prefix
 * @param fromRevision the first revision to deliver, or {@link #FROM_NOW}
 * @param previousValues whether events carry the value before the change
 * @param incarnation the history that {@code fromRevision} belongs to, or 0 for the current one
 */
public record WatchSpec(Bytes key, boolean prefix, long fromRevision, boolean previousValues, long incarnation) {
    /** Creates a watch of the current history. */
    public WatchSpec(Bytes key, boolean prefix, long fromRevision, boolean previousValues) {
        this(key, prefix, fromRevision, previousValues, 0);
    }

    /** Delivers only changes after the watch began. */
    public static final long FROM_NOW = 0;
}
