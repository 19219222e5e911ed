package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a scan reads.
 *
 * @param prefix what they begin with; empty for all
 * @param after only keys behind this one, the last of an earlier answer; null to begin with the first
 * @param limit how many rows at most; an answer may have fewer where they are large, and says that there are more
 * @param atRevision the state as it was at this revision, that of an earlier answer; {@link #NEWEST} for the newest
 */
public record ScanSpec(Bytes prefix, @Nullable Bytes after, int limit, long atRevision) {
    /** The newest state. */
    public static final long NEWEST = 0;

    /** The first rows of the newest state. */
    public static ScanSpec first(Bytes prefix, int limit) {
        return new ScanSpec(prefix, null, limit, NEWEST);
    }
}
