/** The engine in your process. */
module io.dengine.embedded {
    requires transitive io.dengine.api;
    requires transitive io.dengine.client;
    requires io.dengine.command;
    requires transitive io.dengine.engine;
    requires transitive io.dengine.kv;
    requires io.dengine.node;
    requires transitive io.dengine.transport;
    requires io.netty.common;
    requires io.netty.transport;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.dengine.embedded;
}
