package io.dengine.formats;

import com.sun.management.ThreadMXBean;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The decoder of a {@link Format}: refuses with {@link MalformedBytesException} and nothing else, allocates in
 * proportion to its input, and a decoded value is encoded to bytes that give the same value again.
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
            throw new AssertionError(value + " is written as " + encoded + ", and read from that as " + again);
        }
    }

    private Object unwrapped(Object value) {
        boolean wrapped = format.name().equals("protocol-message");
        return wrapped && value instanceof io.dengine.engine.port.PeerMessage.Protocol protocol
                ? protocol.message()
                : value;
    }

    /** Checks the allocation twice: classes allocate at their first use, so a second try decides. */
    private void checkAllocation(byte[] input) {
        long most = BYTES_ALWAYS + BYTES_PER_BYTE * input.length;
        long allocated = allocation(input) > most ? allocation(input) : 0;
        if (allocated > most) {
            throw new AssertionError(input.length + " bytes of input made the decoder allocate " + allocated);
        }
    }

    private long allocation(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Object unused = format.decoder().apply(Bytes.wrap(input));
        } catch (MalformedBytesException e) {
            // A refusal must be cheap as well.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
