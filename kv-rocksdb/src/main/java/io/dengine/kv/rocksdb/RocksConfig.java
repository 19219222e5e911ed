package io.dengine.kv.rocksdb;

/**
 * How much a table may take.
 *
 * @param cacheBytes what is read is kept in memory up to this
 * @param memtableBytes what is written is kept in memory up to this, and at most as much has to be applied anew after a
 *     crash
 * @param flushBatches after so many batches what is in memory is written out even if it is little; from 1
 */
public record RocksConfig(long cacheBytes, long memtableBytes, int flushBatches) {
    /** What serves most. */
    public static final RocksConfig STANDARD = new RocksConfig(128 << 20, 64 << 20, 50_000);

    public RocksConfig {
        if (cacheBytes < 1 || memtableBytes < 1 || flushBatches < 1) {
            throw new IllegalArgumentException("cache, memtable and batches must be positive: " + cacheBytes
                    + " bytes, " + memtableBytes + " bytes, " + flushBatches);
        }
    }
}
