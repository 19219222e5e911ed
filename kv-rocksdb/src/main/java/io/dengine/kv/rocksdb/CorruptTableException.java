package io.dengine.kv.rocksdb;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The stored content is not what was written. Nothing is lost: a node builds its table again from its snapshot and log.
 */
final class CorruptTableException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptTableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
