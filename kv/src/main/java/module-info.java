/** The multi-version key-value store: commands, state, leases, sessions and watches. */
module io.dengine.kv {
    requires transitive io.dengine.engine;
    requires static org.jspecify;

    exports io.dengine.kv.command;
    exports io.dengine.kv.store;
    exports io.dengine.kv.watch;
}
