/** Connections between the nodes of a cluster. */
module io.dengine.transport {
    requires transitive io.dengine.engine;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.dengine.transport;
}
