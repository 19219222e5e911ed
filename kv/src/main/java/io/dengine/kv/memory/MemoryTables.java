package io.dengine.kv.memory;

import io.dengine.kv.store.KeyTable;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import java.nio.file.Path;

/** Tables in memory: applying the log creates them again. */
public record MemoryTables(KvConfig config) implements KeyTables {
    /** Opens tables in memory. */
    public static final Opener OPENER = new Opener() {
        @Override
        public KeyTables open(Path directory, KvConfig config) {
            return new MemoryTables(config);
        }

        @Override
        public boolean isLasting() {
            return false;
        }
    };

    @Override
    public KeyTable open() {
        return create(0);
    }

    @Override
    public KeyTable create(long revision) {
        return new MemoryTable(config, revision, Slabs.MAX_SLAB_BYTES);
    }

    @Override
    public void adopt(KeyTable created) {}

    @Override
    public void discard(KeyTable created) {}

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public void close() {}
}
