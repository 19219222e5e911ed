/** The segmented log, the hard state, snapshots, and their recovery. */
module io.dengine.wal {
    requires transitive io.dengine.engine;
    requires static transitive org.jspecify;

    exports io.dengine.wal to
            io.dengine.node;
    exports io.dengine.wal.disk to
            io.dengine.node;
    exports io.dengine.wal.snapshot to
            io.dengine.node;
}
