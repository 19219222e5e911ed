package io.dengine.engine.port;

import org.jspecify.annotations.Nullable;

/**
 * One pass through what is stored and does not change any more, a slice at a time, to find damage before what is
 * damaged is needed. Takes no lock and keeps nothing: what is removed meanwhile is passed over. For one thread at a
 * time.
 */
@FunctionalInterface
public interface Scrub {
    /** Nothing is stored. */
    Scrub NOTHING = maxBytes -> null;

    /** Reads on: about {@code maxBytes}, or one record where that is larger. Null at the end of the pass. */
    @Nullable
    Slice next(int maxBytes);

    /**
     * What was read.
     *
     * @param bytes how much
     * @param damage what was found to be wrong, or null; what stands behind it in the same file was not read
     */
    record Slice(long bytes, @Nullable Damage damage) {}

    /**
     * Something is not what was written.
     *
     * @param name of the file
     * @param lastIndex the last entry of the log that it is, or was, needed for: it may go once a snapshot includes it
     * @param what is wrong with it, for operators
     */
    record Damage(String name, long lastIndex, String what) {}
}
