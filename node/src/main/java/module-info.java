/** The assembly of a node from its parts, and the state in which it starts, from its files. */
module io.dengine.node {
    requires io.dengine.command;
    requires io.dengine.engine;
    requires io.dengine.kv;
    requires io.dengine.transport;
    requires io.dengine.wal;
    requires io.netty.transport;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.dengine.node to
            io.dengine.embedded,
            io.dengine.server;
    exports io.dengine.node.join to
            io.dengine.embedded,
            io.dengine.server;
    exports io.dengine.node.membership to
            io.dengine.embedded,
            io.dengine.server;
    exports io.dengine.node.start to
            io.dengine.embedded,
            io.dengine.server;
}
