package io.dengine.engine.port;

import org.jspecify.annotations.Nullable;

/**
 * A pass through stored data that no longer changes, a slice at a time, to find damage before the damaged data is
 * needed. Takes no lock and keeps nothing: files that are removed meanwhile are skipped. Used by one thread at a time.
 */
@FunctionalInterface
public interface Scrub {
    /** Nothing is stored. */
    Scrub NOTHING = maxBytes -> null;

    /** Reads the next slice: about {@code maxBytes}, or one record if that is larger. Null at the end of the pass. */
    @Nullable
    Slice next(int maxBytes);

    /**
     * A slice that was read.
     *
     * @param bytes its length
     * @param damage the damage that was found, or null; what follows it in the same file was not read
     */
    record Slice(long bytes, @Nullable Damage damage) {}

    /**
     * Data that is not what was written.
     *
     * @param name the name of the file
     * @param lastIndex the last entry of the log that the file is, or was, needed for: the file may be removed once a
     *     snapshot includes that entry
     * @param what a description of the damage, for operators
     */
    record Damage(String name, long lastIndex, String what) {}
}
