/** A table for the key-value store that keeps its keys on disk, on RocksDB. */
module io.dengine.kv.rocksdb {
    requires transitive io.dengine.kv;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires rocksdbjni;

    exports io.dengine.kv.rocksdb;
}
