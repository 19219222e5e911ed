/** The node program: configuration, gRPC, HTTP and JSON, metrics. A program, so it exports nothing to users. */
module io.dengine.server {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.fasterxml.jackson.core;
    requires com.google.protobuf;
    requires io.dengine.client;
    requires io.dengine.command;
    requires io.dengine.engine;
    requires io.dengine.kv;
    requires io.dengine.kv.rocksdb;
    requires io.dengine.node;
    requires io.dengine.transport;
    requires io.dengine.wire;
    requires io.grpc.netty;
    requires io.grpc.services;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires jdk.unsupported;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires org.tomlj;

    exports io.dengine.server to
            io.dengine.cli;
    exports io.dengine.server.console to
            io.dengine.cli;
}
