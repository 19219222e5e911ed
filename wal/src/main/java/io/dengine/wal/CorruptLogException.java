package io.dengine.wal;

import java.io.IOException;

/** What was once durable is damaged. Nothing was changed; see {@link DamagedLog} for what can be done. */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Damage at {@code position} of {@code file}.
     *
     * @param what what is wrong there
     */
    public CorruptLogException(String file, long position, String what) {
        super(file + " is damaged at byte " + position + ": " + what
                + ". Entries that this node acknowledged can no longer be read.");
    }
}
