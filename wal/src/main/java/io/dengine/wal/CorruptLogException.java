package io.dengine.wal;

import java.io.IOException;

/**
 * Thrown when data that was once durable is damaged. Nothing was changed; see {@link DamagedLog} for what can be done.
 */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports damage at {@code position} of {@code file}.
     *
     * @param what a description of the damage
     */
    public CorruptLogException(String file, long position, String what) {
        super(file + " is damaged at byte " + position + ": " + what
                + ". Entries that this node acknowledged can no longer be read.");
    }
}
