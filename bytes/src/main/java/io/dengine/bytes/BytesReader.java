package io.dengine.bytes;

/**
 * A bounds-checked little-endian reader over a slice. Owned by one thread.
 *
 * <p>Malformed input is answered with {@link MalformedBytesException} and nothing else: no length is trusted before it
 * was compared with the bytes that are there, so nothing is allocated for a length that lies.
 */
public final class BytesReader {
    private final Bytes source;
    private int position;

    public BytesReader(Bytes source) {
        this.source = source;
    }

    /** The number of bytes not yet read. */
    public int remaining() {
        return source.length() - position;
    }

    /** The number of bytes read so far. */
    public int position() {
        return position;
    }

    public int readByte() {
        need(1);
        return source.at(position++) & 0xFF;
    }

    public boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            throw new MalformedBytesException("a boolean must be 0 or 1 but is " + value);
        }
        return value == 1;
    }

    public int readInt() {
        need(4);
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (source.at(position++) & 0xFF) << shift;
        }
        return value;
    }

    public long readLong() {
        return (readInt() & 0xFFFF_FFFFL) | (long) readInt() << 32;
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7F) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedBytesException("a variable-length number has more than ten bytes");
    }

    /** A variable-length number that must lie between 0 and {@code max}, both included. */
    public int readVarInt(int max) {
        long value = readVarLong();
        if (value < 0 || value > max) {
            throw new MalformedBytesException("a number must be between 0 and " + max + " but is " + value);
        }
        return (int) value;
    }

    /** {@code count} bytes, as a slice of the source. */
    public Bytes readRaw(int count) {
        need(count);
        Bytes value = source.slice(position, count);
        position += count;
        return value;
    }

    /** Bytes with their length before them, as a slice of the source. */
    public Bytes readBytes() {
        return readRaw(readVarInt(remaining()));
    }

    /** Text in UTF-8 with its length before it; other bytes are refused. */
    public String readString() {
        return readBytes().toText();
    }

    /** Refuses bytes that follow the last field. */
    public void expectEnd() {
        if (remaining() != 0) {
            throw new MalformedBytesException(remaining() + " bytes follow the last field");
        }
    }

    private void need(int count) {
        if (count < 0 || count > remaining()) {
            throw new MalformedBytesException(count + " bytes needed, " + remaining() + " left");
        }
    }
}
