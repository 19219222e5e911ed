package io.dengine.formats;

import com.sun.management.ThreadMXBean;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The decoder of a {@link Format}. It rejects input only with {@link MalformedBytesException}, and allocates in
 * proportion to its input; a decoded value is encoded to bytes that decode to the same value.
 *
 * @param format the format to decode
 */
record ValueTarget(Format format) implements Target {
    private static final long BYTES_PER_BYTE = 256;
    private static final long BYTES_ALWAYS = 256 << 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return format.name();
    }

    @Override
    public List<byte[]> seeds() {
        return format.seeds();
    }

    @Override
    public void accept(byte[] input) {
        checkAllocation(input);
        Object value;
        try {
            value = format.decoder().apply(Bytes.wrap(input));
        } catch (MalformedBytesException e) {
            return;
        }
        Bytes encoded = format.encoder().apply(unwrapped(value));
        Bytes again = format.encoder().apply(unwrapped(format.decoder().apply(encoded)));
        if (!encoded.equals(again)) {
            throw new AssertionError(value + " is encoded as " + encoded + ", which decodes to " + again);
        }
    }

    private Object unwrapped(Object value) {
        boolean wrapped = format.name().equals("protocol-message");
        return wrapped && value instanceof io.dengine.engine.port.PeerMessage.Protocol protocol
                ? protocol.message()
                : value;
    }

    /** Checks the allocation twice: classes allocate at their first use, so the second check decides. */
    private void checkAllocation(byte[] input) {
        long most = BYTES_ALWAYS + BYTES_PER_BYTE * input.length;
        long allocated = allocation(input) > most ? allocation(input) : 0;
        if (allocated > most) {
            throw new AssertionError(input.length + " bytes of input, bytes allocated by the decoder: " + allocated);
        }
    }

    private long allocation(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Object unused = format.decoder().apply(Bytes.wrap(input));
        } catch (MalformedBytesException e) {
            // A rejection must also be cheap.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
