package io.dengine.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An immutable slice of bytes with value equality, ordered as unsigned bytes.
 *
 * <p>The slice may share its array with other slices; no code may write to that array afterwards. Safe for use by any
 * thread.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The empty slice. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SHOWN_BYTES = 64;

    /** An odd number without structure, by which {@link #hash} spreads what it has read. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final byte[] array;
    private final int offset;
    private final int length;
    private int hash; // cached; 0 = not yet computed, and the race on it is benign

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Takes ownership of {@code array}: the caller must not write to it any more. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Takes ownership of the given range of {@code array}: the caller must not write to it any more. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    /** Returns a slice with a copy of {@code array}. */
    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** Returns a copy in an array of its own, for who keeps these bytes longer than the array that they are in. */
    public Bytes copy() {
        return wrap(toArray());
    }

    /** Returns whether these bytes keep little more in memory than themselves: they have most of their array. */
    public boolean isCompact() {
        return isMost(length, array.length);
    }

    /** Returns whether an array of {@code capacity} bytes may be kept in memory for {@code length} bytes of it. */
    static boolean isMost(int length, int capacity) {
        return capacity - length <= 128 + length / 4;
    }

    /** Returns the UTF-8 encoding of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Returns the byte at {@code index}, from 0 to {@code length() - 1}. */
    public byte at(int index) {
        java.util.Objects.checkIndex(index, length);
        return array[offset + index];
    }

    /** Returns the part from {@code from} to the end, which shares this array. */
    public Bytes slice(int from) {
        return slice(from, length - from);
    }

    /** Returns the part of {@code count} bytes at {@code from}, which shares this array. */
    public Bytes slice(int from, int count) {
        java.util.Objects.checkFromIndexSize(from, count, length);
        return wrap(array, offset + from, count);
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.length <= length
                && Arrays.equals(
                        array,
                        offset,
                        offset + prefix.length,
                        prefix.array,
                        prefix.offset,
                        prefix.offset + prefix.length);
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Copies the bytes to {@code target} at {@code at}. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
    }

    /** Returns whether {@code other} contains these bytes at {@code at}, from where it must have as many. */
    public boolean isAt(byte[] other, int at) {
        return Arrays.equals(array, offset, offset + length, other, at, at + length);
    }

    /** Compares the bytes, in their order as keys, with those of {@code other} in a range. */
    public int compareTo(byte[] other, int from, int toExclusive) {
        return Arrays.compareUnsigned(array, offset, offset + length, other, from, toExclusive);
    }

    /**
     * Returns a hash that differs with the seed: who does not know the seed cannot choose slices whose hashes collide.
     * All 64 bits depend on all bytes. Equal bytes have equal hashes on every machine and in every version, as nodes
     * compare their states by them.
     */
    public long hash(long seed) {
        long hash = seed ^ length * SPREAD;
        int at = offset;
        int end = offset + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = spread(hash ^ (long) LONG.get(array, at));
        }
        long rest = 0;
        for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
            rest |= (array[at] & 0xFFL) << shift;
        }
        return spread(spread(hash ^ rest) ^ seed);
    }

    /** Folds the product of 128 bits, in which each bit of {@code value} has reached the middle. */
    private static long spread(long value) {
        return value * SPREAD ^ Math.multiplyHigh(value, SPREAD);
    }

    /** Returns a read-only view for channels and checksums. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** Appends the bytes to {@code target}. */
    public void putInto(ByteBuffer target) {
        target.put(array, offset, length);
    }

    /**
     * Decodes the bytes as strict UTF-8: different bytes never give the same text.
     *
     * @throws MalformedBytesException if they are not UTF-8
     */
    public String toText() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBytesException("bytes that are not UTF-8");
        }
    }

    /** Decodes the bytes as UTF-8 for people to read; malformed input becomes U+FFFD. */
    public String toUtf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Bytes that
                        && length == that.length
                        && Arrays.equals(
                                array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            for (int i = offset, end = offset + length; i < end; i++) {
                h = 31 * h + array[i];
            }
            hash = h;
        }
        return h;
    }

    /**
     * Formats the bytes for messages and debugging: as text in quotes if they are printable characters in UTF-8, else
     * as hexadecimal digits after {@code 0x}. A long slice is shown as its first bytes and its length.
     */
    @Override
    public String toString() {
        int shown = Math.min(length, SHOWN_BYTES);
        String begin = printable(shown)
                .map(text -> '"' + text + '"')
                .orElseGet(() -> "0x" + HexFormat.of().formatHex(array, offset, offset + shown));
        return shown == length ? begin : begin + "…(" + length + " bytes)";
    }

    private Optional<String> printable(int shown) {
        int end = offset + shown;
        if (shown < length) {
            // Cutting inside a character would make printable text look malformed.
            while (end > offset && (array[end] & 0xC0) == 0x80) {
                end--;
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(array, offset, end - offset))
                    .toString();
            return text.codePoints().allMatch(Bytes::isPrintable) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
