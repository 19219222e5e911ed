/** The client protocol over gRPC: generated messages and stubs. */
module io.dengine.wire {
    requires transitive com.google.common;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires io.grpc.protobuf;
    requires transitive io.grpc.stub;

    exports io.dengine.wire.client;
    exports io.dengine.wire.cluster;
    exports io.dengine.wire.common;
    exports io.dengine.wire.error;
    exports io.dengine.wire.storage;
}
