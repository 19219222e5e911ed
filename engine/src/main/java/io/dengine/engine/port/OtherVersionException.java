package io.dengine.engine.port;

import java.io.IOException;

/**
 * Thrown when something intact has a format that this version of the program does not read. Another version does, so it
 * must stay as it is.
 */
public final class OtherVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    public OtherVersionException(String message) {
        super(message);
    }
}
