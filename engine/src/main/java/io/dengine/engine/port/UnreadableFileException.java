package io.dengine.engine.port;

import java.io.IOException;

/**
 * Thrown when the disk does not return what is stored in a file. Unlike damage, this may pass, and nothing is known of
 * the content: an older copy must not take its place.
 */
public final class UnreadableFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Reports that {@code file} cannot be read. */
    public UnreadableFileException(String file, IOException cause) {
        super("The file " + file + " cannot be read: " + cause.getMessage() + ".", cause);
    }
}
