package io.dengine.kv.store;

/** The requested revision was compacted. A newer revision can be read. */
public final class CompactedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long oldestRevision;

    CompactedException(long revision, long oldestRevision) {
        super(
                "revision " + revision + " is no longer kept: read at " + oldestRevision + " or later",
                null,
                false,
                false);
        this.oldestRevision = oldestRevision;
    }

    /** Returns the oldest revision that can still be read. */
    public long oldestRevision() {
        return oldestRevision;
    }
}
