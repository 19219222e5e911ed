package io.dengine.kv.store;

/** The revision that was to be read is no longer kept. Reading a newer one is safe. */
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

    /** The oldest revision that can still be read. */
    public long oldestRevision() {
        return oldestRevision;
    }
}
