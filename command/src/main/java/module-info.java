/** The requests to a store and to a node, and their encodings. Other modules of the engine use them; users do not. */
module io.dengine.command {
    requires transitive io.dengine.api;
    requires static transitive org.jspecify;

    exports io.dengine.call to
            io.dengine.client,
            io.dengine.embedded,
            io.dengine.kv,
            io.dengine.node,
            io.dengine.server;
    exports io.dengine.command to
            io.dengine.client,
            io.dengine.kv,
            io.dengine.node,
            io.dengine.server;
}
