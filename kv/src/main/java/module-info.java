/** The multi-version key-value store with leases, watches and transactions. */
module io.dengine.kv {
    requires transitive io.dengine.command;
    requires transitive io.dengine.engine;
    requires static transitive org.jspecify;

    exports io.dengine.kv.store;
    exports io.dengine.kv.watch;
    exports io.dengine.kv.ttl to
            io.dengine.kv.rocksdb;
}
