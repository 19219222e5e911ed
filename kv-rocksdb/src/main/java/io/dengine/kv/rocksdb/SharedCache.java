package io.dengine.kv.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/** The native objects that the tables of a store share: one block cache, and so one bound for its memory. */
final class SharedCache implements AutoCloseable {
    private static final double FILTER_BITS = 10;

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(FILTER_BITS);

    SharedCache(RocksConfig config) {
        this.cache = new LRUCache(config.cacheBytes());
    }

    /** Returns options, which the caller must close. */
    ColumnFamilyOptions familyOptions(RocksConfig config) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(config.memtableBytes())
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(filter));
    }

    @Override
    public void close() {
        filter.close();
        cache.close();
    }
}
