package io.dengine.examples.storage;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.engine.port.StateView;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * The documents as they were at one moment, in the order of their names: how many, up to which index, and then each.
 */
final class FrozenDocuments implements StateView {
    private static final int PART_BYTES = 256 << 10;

    private final MVStore store;
    private final MVStore.TxCounter version;
    private final Cursor<String, String> cursor;
    private final long count;
    private final long appliedIndex;
    private boolean begun;

    FrozenDocuments(MVStore store, MVMap<String, String> documents, long appliedIndex) {
        this.store = store;
        this.version = store.registerVersionUsage(); // keeps what the cursor will read
        this.cursor = documents.cursor(null);
        this.count = documents.sizeAsLong();
        this.appliedIndex = appliedIndex;
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public @Nullable Bytes next() {
        BytesWriter writer = new BytesWriter(PART_BYTES);
        if (!begun) {
            begun = true;
            writer.writeLong(count).writeLong(appliedIndex);
        }
        while (writer.size() < PART_BYTES && cursor.hasNext()) {
            writer.writeString(cursor.next()).writeString(cursor.getValue());
        }
        return writer.size() == 0 ? null : writer.toBytes();
    }

    @Override
    public void close() {
        store.deregisterVersionUsage(version);
    }
}
