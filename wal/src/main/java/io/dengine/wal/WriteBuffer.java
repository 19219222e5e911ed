package io.dengine.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where to get buffers for files. */
final class WriteBuffer {
    /** Smaller ones are not worth memory outside of the heap, which is slow to get and to give back. */
    private static final int MIN_DIRECT_BYTES = 64 << 10;

    private WriteBuffer() {}

    static ByteBuffer allocate(int capacityBytes) {
        ByteBuffer buffer = capacityBytes < MIN_DIRECT_BYTES
                ? ByteBuffer.allocate(capacityBytes)
                : ByteBuffer.allocateDirect(capacityBytes);
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
