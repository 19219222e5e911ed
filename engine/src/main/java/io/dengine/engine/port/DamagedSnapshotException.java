package io.dengine.engine.port;

import java.io.IOException;

/**
 * Thrown when a snapshot does not hold what was written. It must not be used; another one, or another node's, replaces
 * it.
 */
public final class DamagedSnapshotException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedSnapshotException(String message) {
        super(message);
    }
}
