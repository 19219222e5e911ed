package io.dengine.server.api;

import io.dengine.bytes.Bytes;

/**
 * What a watcher wants to see.
 *
 * @param key the key, or what keys begin with
 * @param prefix whether {@code key} is a prefix
 * @param fromRevision the first revision of interest, or {@link #FROM_NOW}
 * @param previousValues whether events carry the value before the change
 */
public record WatchSpec(Bytes key, boolean prefix, long fromRevision, boolean previousValues) {
    /** Only what happens after the watch began. */
    public static final long FROM_NOW = 0;
}
