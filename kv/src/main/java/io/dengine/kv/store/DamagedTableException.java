package io.dengine.kv.store;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The stored content of a table is not what was written to it. The table keeps a mark of the damage: the next time it
 * is opened, it sets its files aside and starts empty.
 */
public final class DamagedTableException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** @param message says what the damage means for the data */
    public DamagedTableException(String message, Exception cause) {
        super(new IOException(message, cause));
    }
}
