package io.dengine.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Allocates buffers for files. */
final class WriteBuffer {
    /** The least capacity for which memory outside of the heap is worth it, which is slow to allocate and to free. */
    private static final int MIN_DIRECT_BYTES = 64 << 10;

    private WriteBuffer() {}

    static ByteBuffer allocate(int capacityBytes) {
        ByteBuffer buffer = capacityBytes < MIN_DIRECT_BYTES
                ? ByteBuffer.allocate(capacityBytes)
                : ByteBuffer.allocateDirect(capacityBytes);
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
