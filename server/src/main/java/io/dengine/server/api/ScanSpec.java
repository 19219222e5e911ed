package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The range and the limits of a scan.
 *
 * @param prefix the prefix of the keys; empty for all keys
 * @param after only keys after this one, which is the last of an earlier answer; null to begin with the first
 * @param limit the maximum number of rows; an answer may have fewer where they are large, and then says that there
 *     are more
 * @param atRevision reads the state at this revision, that of an earlier answer; {@link #NEWEST} for the newest
 */
public record ScanSpec(Bytes prefix, @Nullable Bytes after, int limit, long atRevision) {
    /** Reads the newest state. */
    public static final long NEWEST = 0;

    /** Returns a scan of the first rows of the newest state. */
    public static ScanSpec first(Bytes prefix, int limit) {
        return new ScanSpec(prefix, null, limit, NEWEST);
    }
}
