package io.dengine.wal.disk;

import java.io.IOException;
import java.util.Locale;

/** The disk, or what this user may have of it, is full. What was written before is unharmed. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The system tells it in words only. */
    private static final String[] WORDS = {"no space left", "quota exceeded", "file too large"};

    public NoSpaceException(String message, IOException cause) {
        super(message, cause);
    }

    public NoSpaceException(String message) {
        super(message);
    }

    /** The failure of a write that needed {@code bytes} more, as what it is. */
    static IOException orSame(IOException failure, long bytes, long usableBytes) {
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = usableBytes < bytes; // where the words are in another language
        for (String word : WORDS) {
            full |= words.contains(word);
        }
        return full ? new NoSpaceException(String.valueOf(failure.getMessage()), failure) : failure;
    }
}
