package io.dengine.engine.port;

import java.io.IOException;

/** A snapshot is not what was written. It must not be used; another one, or another node's, takes its place. */
public final class DamagedSnapshotException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedSnapshotException(String message) {
        super(message);
    }
}
