package io.dengine.kv.rocksdb;

import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The configuration of a node that keeps its keys on RocksDB, for data beyond memory.
 *
 * @param cacheBytes the maximum memory for blocks that were read
 * @param memtableBytes the maximum memory for rows that were written and not flushed; about as much has to be applied
 *     again after a crash
 * @param flushBatches the number of batches after which the memtables are flushed even if they are small; from 1
 */
public record RocksConfig(long cacheBytes, long memtableBytes, int flushBatches) implements KeyTables.Opener {
    /** The defaults. */
    public static final RocksConfig STANDARD = new RocksConfig(128 << 20, 64 << 20, 50_000);

    public RocksConfig {
        if (cacheBytes < 1 || memtableBytes < 1 || flushBatches < 1) {
            throw new IllegalArgumentException("cache, memtable and batches must be positive: " + cacheBytes
                    + " bytes, " + memtableBytes + " bytes, " + flushBatches);
        }
    }

    /** Returns this configuration with other bounds for memory, in bytes. */
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
