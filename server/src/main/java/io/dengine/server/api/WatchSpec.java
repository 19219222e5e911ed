package io.dengine.server.api;

import io.dengine.bytes.Bytes;

/**
 * What a watcher wants to see.
 *
 * @param key the key, or what keys begin with
 * @param prefix whether {@code key} is a prefix
 * @param fromRevision the first revision of interest, or {@link #FROM_NOW}
 * @param previousValues whether events carry the value before the change
 * @param incarnation the history that {@code fromRevision} belongs to, or 0 for whichever this is
 */
public record WatchSpec(Bytes key, boolean prefix, long fromRevision, boolean previousValues, long incarnation) {
    /** In whichever history this is. */
    public WatchSpec(Bytes key, boolean prefix, long fromRevision, boolean previousValues) {
        this(key, prefix, fromRevision, previousValues, 0);
    }

    /** Only what happens after the watch began. */
    public static final long FROM_NOW = 0;
}
