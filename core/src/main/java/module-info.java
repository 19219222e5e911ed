/** The Raft protocol as a pure function: events in, ordered effects out. */
module io.dengine.core {
    requires transitive io.dengine.bytes;
    requires static org.jspecify;

    exports io.dengine.core;
    exports io.dengine.core.log;
    exports io.dengine.core.membership;
    exports io.dengine.core.message;
}
