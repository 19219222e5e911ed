package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import java.nio.ByteBuffer;

/** The values that clients write: a number that is never reused, followed by padding bytes. */
final class Values {
    private Values() {}

    static Bytes of(long number, int padding) {
        byte[] bytes = new byte[Long.BYTES + padding];
        ByteBuffer.wrap(bytes).putLong(number);
        return Bytes.wrap(bytes);
    }

    static long number(Bytes value) {
        return value.asByteBuffer().getLong();
    }
}
