/** Connections between the nodes of a cluster, and the encoding of what they say to each other. */
module io.dengine.transport {
    requires transitive io.dengine.engine;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.dengine.transport;
}
