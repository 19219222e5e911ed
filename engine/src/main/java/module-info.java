/** The stages that drive the protocol, and their ports to disk, network and state machine. Users implement ports. */
module io.dengine.engine {
    requires transitive io.dengine.core;
    requires static transitive org.jspecify;

    exports io.dengine.engine;
    exports io.dengine.engine.port;
    exports io.dengine.engine.admin to
            io.dengine.embedded,
            io.dengine.node,
            io.dengine.server;
    exports io.dengine.engine.stage to
            io.dengine.kv,
            io.dengine.node;
}
