package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The format of an entry, or of a record of the log about itself, on disk. All numbers are little-endian.
 *
 * <pre>
 *    0 header checksum    4 payload length   8 payload checksum   12 header checksum of the frame before
 *   16 index             24 clock millis    32 synced mark        40 term (7 bytes), type (1 byte)
 *   48 payload, padded with zeros to a multiple of 8
 * </pre>
 *
 * <p>The header checksum covers bytes 4 to 48 and is mixed with the salt, so a frame is valid only at one position of
 * one segment, in one run of the log. Type 0 does not exist, so zeros are never a frame. Owned by one thread.
 */
final class Frame {
    static final int HEADER_BYTES = 48;
    static final int ALIGNMENT = 8;

    /** Removes entries; its index is the last one that is kept. */
    static final int TRUNCATION = 16;

    /** The first frame of a segment: its index is the one that the next entry was expected to have. */
    static final int BEGIN = 17;

    /**
     * Changes the salt to the one in the payload for all later frames: a crash may have left frames with the old salt
     * after it.
     */
    static final int RESALT = 18;

    static final int RESALT_BYTES = HEADER_BYTES + 8;

    /** The maximum length of a payload; longer ones were never written. */
    static final int MAX_PAYLOAD_BYTES = 256 << 20;

    /** The greatest term, which has seven bytes. */
    static final long MAX_TERM = (1L << 56) - 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Entry.Kind[] KINDS = Entry.Kind.values();

    private final CRC32C crc = new CRC32C();

    /** Returns the size of a frame with such a payload. */
    static long sizeOf(int payloadBytes) {
        return (HEADER_BYTES + (long) payloadBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static int typeOf(Entry.Kind kind) {
        return kind.ordinal() + 1;
    }

    /**
     * Appends a frame to {@code target}, whose order must be little-endian, and returns its header checksum, for the
     * frame after it.
     */
    int encode(Entry entry, int type, int previousCrc, long syncedMark, long salt, ByteBuffer target) {
        int at = target.position();
        int length = entry.payload().length();
        int end = at + (int) sizeOf(length);
        target.position(at + HEADER_BYTES);
        entry.payload().putInto(target);
        int payloadCrc = checksum(target, at + HEADER_BYTES, at + HEADER_BYTES + length);
        target.position(at + HEADER_BYTES + length);
        while (target.position() < end) {
            target.put((byte) 0);
        }
        target.putInt(at + 4, length)
                .putInt(at + 8, payloadCrc)
                .putInt(at + 12, previousCrc)
                .putLong(at + 16, entry.index())
                .putLong(at + 24, entry.timeMillis())
                .putLong(at + 32, syncedMark)
                .putLong(at + 40, entry.term() | (long) type << 56);
        int headerCrc = checksum(target, at + 4, at + HEADER_BYTES) ^ fold(salt);
        target.putInt(at, headerCrc);
        target.position(end);
        return headerCrc;
    }

    private int checksum(ByteBuffer buffer, int from, int end) {
        int limit = buffer.limit();
        buffer.limit(end).position(from);
        crc.reset();
        crc.update(buffer);
        buffer.limit(limit);
        return (int) crc.getValue();
    }

    private static int fold(long salt) {
        return (int) (salt ^ salt >>> 32);
    }

    /**
     * Returns whether the header of a frame with this salt is at {@code at}; the block must hold all of a header there.
     */
    boolean isHeader(byte[] block, int at, long salt) {
        int length = payloadBytes(block, at);
        if (length < 0 || length > MAX_PAYLOAD_BYTES || !isKnownType(type(block, at))) {
            return false;
        }
        crc.reset();
        crc.update(block, at + 4, HEADER_BYTES - 4);
        return headerCrc(block, at) == ((int) crc.getValue() ^ fold(salt));
    }

    /** Returns whether the payload is the one that was written; the block must hold all of it. */
    boolean isPayload(byte[] block, int at) {
        crc.reset();
        crc.update(block, at + HEADER_BYTES, payloadBytes(block, at));
        return (int) crc.getValue() == (int) INT.get(block, at + 8);
    }

    static int headerCrc(byte[] block, int at) {
        return (int) INT.get(block, at);
    }

    static int payloadBytes(byte[] block, int at) {
        return (int) INT.get(block, at + 4);
    }

    static int previousCrc(byte[] block, int at) {
        return (int) INT.get(block, at + 12);
    }

    static long index(byte[] block, int at) {
        return (long) LONG.get(block, at + 16);
    }

    static long syncedMark(byte[] block, int at) {
        return (long) LONG.get(block, at + 32);
    }

    static long term(byte[] block, int at) {
        return (long) LONG.get(block, at + 40) & MAX_TERM;
    }

    static int type(byte[] block, int at) {
        return block[at + 47];
    }

    /** Returns the salt that a {@link #RESALT} frame announces. */
    static long newSalt(byte[] block, int at) {
        return (long) LONG.get(block, at + HEADER_BYTES);
    }

    static boolean isEntry(int type) {
        return type >= 1 && type <= KINDS.length;
    }

    private static boolean isKnownType(int type) {
        return isEntry(type) || type >= TRUNCATION && type <= RESALT;
    }

    /** Returns the entry at {@code at}, with a copy of its payload. */
    static Entry entry(byte[] block, int at) {
        byte[] payload = new byte[payloadBytes(block, at)];
        System.arraycopy(block, at + HEADER_BYTES, payload, 0, payload.length);
        return new Entry(
                index(block, at),
                term(block, at),
                (long) LONG.get(block, at + 24),
                KINDS[type(block, at) - 1],
                Bytes.wrap(payload));
    }
}
