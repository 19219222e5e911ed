package io.dengine.wal.disk;

import java.io.IOException;
import java.util.Locale;

/** Thrown when the disk, or this user's quota of it, is full. What was written before is unharmed. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The messages by which the system reports it; there is no code. */
    private static final String[] WORDS = {"no space left", "quota exceeded", "file too large"};

    public NoSpaceException(String message, IOException cause) {
        super(message, cause);
    }

    public NoSpaceException(String message) {
        super(message);
    }

    /**
     * Returns the failure of a write that needed {@code bytes} more: as this exception if the disk is full, otherwise
     * unchanged.
     */
    static IOException orSame(IOException failure, long bytes, long usableBytes) {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = usableBytes < bytes; // for messages in another language
        for (String word : WORDS) {
            full |= words.contains(word);
        }
        return full ? new NoSpaceException(String.valueOf(failure.getMessage()), failure) : failure;
    }
}
