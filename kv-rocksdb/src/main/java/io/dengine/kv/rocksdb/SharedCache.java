package io.dengine.kv.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;

/** What the tables of a store share: one bound for what they keep of what was read. */
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

    /** To be closed by the caller. */
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
