package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;

/**
 * An open snapshot of this node, to be copied elsewhere. The caller closes it. Used by one thread at a time.
 *
 * @param snapshot the description of the snapshot
 * @param copy its bytes
 */
public record Backup(SnapshotStore.Stored snapshot, SnapshotStore.Copy copy) implements AutoCloseable {
    /** Reads the bytes that begin at {@code offset}: at least one byte, unless the backup ends there. */
    public Bytes piece(long offset, int maxBytes) throws IOException {
        return copy.piece(offset, maxBytes);
    }

    @Override
    public void close() {
        copy.close();
    }
}
