/** The Raft protocol as a pure function. Users see the entries of its log, which custom storage receives. */
module io.dengine.core {
    requires transitive io.dengine.bytes;
    requires static transitive org.jspecify;

    exports io.dengine.core;
    exports io.dengine.core.log;
    exports io.dengine.core.membership;
    exports io.dengine.core.message to
            io.dengine.engine,
            io.dengine.transport;
    exports io.dengine.core.quorum to
            io.dengine.engine;
}
