package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dengine.bytes.Bytes;

/** Bytes to the wire and back. */
final class WireBytes {
    private WireBytes() {}

    /** Copies, since a decoded message may keep a whole network buffer alive for a few bytes of it. */
    static Bytes from(ByteString wire) {
        return wire.isEmpty() ? Bytes.EMPTY : Bytes.wrap(wire.toByteArray());
    }

    /** Shares the array, which both sides promise never to write to. */
    static ByteString of(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }
}
