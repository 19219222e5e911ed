package io.dengine.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dengine.bytes.Bytes;

/** Converts between the bytes of the engine and those of protobuf. */
final class WireBytes {
    private WireBytes() {}

    /** Copies the bytes, because a decoded message may keep a whole network buffer alive for a few of them. */
    static Bytes from(ByteString wire) {
        return wire.isEmpty() ? Bytes.EMPTY : Bytes.wrap(wire.toByteArray());
    }

    /** Shares the array, which neither side ever modifies. */
    static ByteString of(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }
}
