package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How one entry, or one truncation, looks on disk. All numbers are little-endian.
 *
 * <pre>
 *    0 payload length   4 header checksum   8 payload checksum   12 checksum of the frame before
 *   16 index           24 term             32 clock millis       40 synced position of the segment
 *   48 type, 7 zeros   56 payload, padded with zeros to a multiple of 8
 * </pre>
 *
 * <p>The header checksum covers the rest of the header and the salt of the segment, so a frame is valid in one place of
 * one segment only, and never when it is all zeros. Owned by one thread.
 */
final class Frame {
    static final int HEADER_BYTES = 56;
    static final int ALIGNMENT = 8;

    /** The type of a truncation: index is the last one kept. Entries have the ordinal of their kind. */
    static final int TRUNCATION = 16;

    /** Longer payloads were never written. */
    static final int MAX_PAYLOAD_BYTES = 256 << 20;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Entry.Kind[] KINDS = Entry.Kind.values();

    private final byte[] header = new byte[HEADER_BYTES];
    private final byte[] saltBytes = new byte[8];
    private final CRC32C crc = new CRC32C();

    /** The size of a frame with such a payload. */
    static long sizeOf(int payloadBytes) {
        return (HEADER_BYTES + (long) payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Appends a frame to {@code target} and returns its header checksum, for the next one. */
    int encode(Entry entry, int type, int previousCrc, long syncedPosition, long salt, ByteBuffer target) {
        int length = entry.payload().length();
        INT.set(header, 0, length);
        INT.set(header, 8, checksum(entry.payload()));
        INT.set(header, 12, previousCrc);
        LONG.set(header, 16, entry.index());
        LONG.set(header, 24, entry.term());
        LONG.set(header, 32, entry.timeMillis());
        LONG.set(header, 40, syncedPosition);
        LONG.set(header, 48, (long) type);
        int headerCrc = headerChecksum(header, 0, salt);
        INT.set(header, 4, headerCrc);
        target.put(header);
        entry.payload().putInto(target);
        for (long pad = sizeOf(length) - HEADER_BYTES - length; pad > 0; pad--) {
            target.put((byte) 0);
        }
        return headerCrc;
    }

    private int checksum(Bytes payload) {
        crc.reset();
        crc.update(payload.asByteBuffer());
        return (int) crc.getValue();
    }

    /** Whether a header that belongs to a segment with this salt stands at {@code at}. */
    boolean isHeader(byte[] block, int at, long salt) {
        int length = (int) INT.get(block, at);
        return length >= 0
                && length <= MAX_PAYLOAD_BYTES
                && (int) INT.get(block, at + 4) == headerChecksum(block, at, salt);
    }

    private int headerChecksum(byte[] block, int at, long salt) {
        crc.reset();
        crc.update(block, at, 4);
        crc.update(block, at + 8, HEADER_BYTES - 8);
        LONG.set(saltBytes, 0, salt);
        crc.update(saltBytes, 0, 8);
        return (int) crc.getValue();
    }

    boolean isPayload(byte[] block, int at) {
        crc.reset();
        crc.update(block, at + HEADER_BYTES, payloadBytes(block, at));
        return (int) crc.getValue() == (int) INT.get(block, at + 8);
    }

    static int payloadBytes(byte[] block, int at) {
        return (int) INT.get(block, at);
    }

    static int headerCrc(byte[] block, int at) {
        return (int) INT.get(block, at + 4);
    }

    static int previousCrc(byte[] block, int at) {
        return (int) INT.get(block, at + 12);
    }

    static long index(byte[] block, int at) {
        return (long) LONG.get(block, at + 16);
    }

    static long term(byte[] block, int at) {
        return (long) LONG.get(block, at + 24);
    }

    static long syncedPosition(byte[] block, int at) {
        return (long) LONG.get(block, at + 40);
    }

    static int type(byte[] block, int at) {
        return (int) (long) LONG.get(block, at + 48);
    }

    static boolean isKnownType(int type) {
        return type >= 0 && type < KINDS.length || type == TRUNCATION;
    }

    /** The entry at {@code at}, with a copy of its payload. */
    static Entry entry(byte[] block, int at) {
        byte[] payload = new byte[payloadBytes(block, at)];
        System.arraycopy(block, at + HEADER_BYTES, payload, 0, payload.length);
        return new Entry(
                index(block, at),
                term(block, at),
                (long) LONG.get(block, at + 32),
                KINDS[type(block, at)],
                Bytes.wrap(payload));
    }
}
