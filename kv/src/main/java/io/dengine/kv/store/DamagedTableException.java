package io.dengine.kv.store;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a table has stored is not what it was given. The table remembers that: it sets itself aside when it is opened
 * next, and begins empty.
 */
public final class DamagedTableException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** @param message says what it means for the data */
    public DamagedTableException(String message, Exception cause) {
        super(new IOException(message, cause));
    }
}
