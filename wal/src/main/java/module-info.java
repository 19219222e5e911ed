/** The segmented log, the hard state, and their recovery. */
module io.dengine.wal {
    requires transitive io.dengine.engine;
    requires static org.jspecify;

    exports io.dengine.wal;
    exports io.dengine.wal.disk;
}
