package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;

/**
 * A snapshot of this node, open to be copied elsewhere. Whoever has it closes it. For one thread at a time.
 *
 * @param snapshot what it is
 * @param copy its bytes
 */
public record Backup(SnapshotStore.Stored snapshot, SnapshotStore.Copy copy) implements AutoCloseable {
    /** Reads what begins at {@code offset}: at least one byte, unless the backup ends there. */
    public Bytes piece(long offset, int maxBytes) throws IOException {
        return copy.piece(offset, maxBytes);
    }

    @Override
    public void close() {
        copy.close();
    }
}
