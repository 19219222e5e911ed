package io.dengine.kv.rocksdb;

import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps the keys of a node on RocksDB, for data beyond memory.
 *
 * @param cacheBytes what is read is kept in memory up to this
 * @param memtableBytes what is written is kept in memory up to this, and about as much has to be applied anew after a
 *     crash
 * @param flushBatches after so many batches what is in memory is written out even if it is little; from 1
 */
public record RocksConfig(long cacheBytes, long memtableBytes, int flushBatches) implements KeyTables.Opener {
    /** What serves most. */
    public static final RocksConfig STANDARD = new RocksConfig(128 << 20, 64 << 20, 50_000);

    public RocksConfig {
        if (cacheBytes < 1 || memtableBytes < 1 || flushBatches < 1) {
            throw new IllegalArgumentException("cache, memtable and batches must be positive: " + cacheBytes
                    + " bytes, " + memtableBytes + " bytes, " + flushBatches);
        }
    }

    /** The same with other bounds for what is kept in memory, in bytes. */
    public RocksConfig withMemory(long newCacheBytes, long newMemtableBytes) {
        return new RocksConfig(newCacheBytes, newMemtableBytes, flushBatches);
    }

    @Override
    public KeyTables open(Path directory, KvConfig config) throws IOException {
        return new RocksTables(directory, config, this);
    }

    @Override
    public boolean isLasting() {
        return true;
    }
}
