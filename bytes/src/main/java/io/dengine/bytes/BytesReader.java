package io.dengine.bytes;

/**
 * A bounds-checked little-endian reader over a slice. Owned by one thread.
 *
 * <p>Malformed input causes {@link MalformedBytesException} and no other exception. The reader compares each length
 * with the number of bytes left before it uses it, so a false length allocates nothing.
 */
public final class BytesReader {
    private final Bytes source;
    private int position;

    public BytesReader(Bytes source) {
        this.source = source;
    }

    /** Returns the number of bytes not yet read. */
    public int remaining() {
        return source.length() - position;
    }

    /** Returns the number of bytes read so far. */
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

    /** Reads a variable-length number, which must lie between 0 and {@code max}, both included. */
    public int readVarInt(int max) {
        long value = readVarLong();
        if (value < 0 || value > max) {
            throw new MalformedBytesException("a number must be between 0 and " + max + " but is " + value);
        }
        return (int) value;
    }

    /** Reads {@code count} bytes, as a slice of the source. */
    public Bytes readRaw(int count) {
        need(count);
        Bytes value = source.slice(position, count);
        position += count;
        return value;
    }

    /** Reads bytes that follow their length, as a slice of the source. */
    public Bytes readBytes() {
        return readRaw(readVarInt(remaining()));
    }

    /** Reads text in UTF-8 that follows its length; rejects bytes that are not UTF-8. */
    public String readString() {
        return readBytes().toText();
    }

    /** Rejects input that has bytes after the last field. */
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
