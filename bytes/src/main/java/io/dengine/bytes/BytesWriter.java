package io.dengine.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing little-endian writer. Owned by one thread. */
public final class BytesWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array;
    private int size;

    public BytesWriter(int initialCapacityBytes) {
        array = new byte[Math.max(initialCapacityBytes, 16)];
    }

    /** Returns the number of bytes written so far. */
    public int size() {
        return size;
    }

    /** Discards what was written, and keeps the buffer. */
    public void clear() {
        size = 0;
    }

    /** Discards what was written from {@code position} on. */
    public void truncate(int position) {
        java.util.Objects.checkIndex(position, size + 1);
        size = position;
    }

    public BytesWriter writeByte(int value) {
        reserve(1);
        array[size++] = (byte) value;
        return this;
    }

    public BytesWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    public BytesWriter writeInt(int value) {
        reserve(4);
        INT.set(array, size, value);
        size += 4;
        return this;
    }

    public BytesWriter writeLong(long value) {
        reserve(8);
        LONG.set(array, size, value);
        size += 8;
        return this;
    }

    /** Writes a variable-length number: seven bits per byte, low bits first; negative numbers take ten bytes. */
    public BytesWriter writeVarLong(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
        return this;
    }

    /** Returns the number of bytes that {@link #writeVarLong} writes, from 1 to 10. */
    public static int varLongBytes(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    /** Writes the bytes alone, without their length. */
    public BytesWriter writeRaw(Bytes value) {
        reserve(value.length());
        value.copyTo(array, size);
        size += value.length();
        return this;
    }

    /** Writes the length as a variable-length number, then the bytes. */
    public BytesWriter writeBytes(Bytes value) {
        return writeVarLong(value.length()).writeRaw(value);
    }

    /** Writes the length of the UTF-8 encoding in bytes, then the encoding. */
    public BytesWriter writeString(String value) {
        return writeBytes(Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Overwrites the four bytes at {@code position}, which were written before. */
    public void setInt(int position, int value) {
        java.util.Objects.checkFromIndexSize(position, 4, size);
        INT.set(array, position, value);
    }

    /** Returns a copy of what was written. */
    public Bytes toBytes() {
        return Bytes.wrap(Arrays.copyOf(array, size));
    }

    /**
     * Returns what was written, without a copy unless much of the buffer is unused. This writer must not be used any
     * more.
     */
    public Bytes intoBytes() {
        return Bytes.isMost(size, array.length) ? Bytes.wrap(array, 0, size) : toBytes();
    }

    /**
     * Returns the backing array, valid up to {@link #size()} until the next write. For channels and checksums only.
     */
    public byte[] array() {
        return array;
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, array.length * 2L)));
        }
    }
}
