package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * The keys from {@code first} up to, not including, {@code endExclusive}, in the order of unsigned bytes. Immutable.
 *
 * @param first the first key of the range; empty for the first of all keys
 * @param endExclusive the first key after the range; empty for a range without end
 */
public record KeyRange(Bytes first, Bytes endExclusive) {
    /** The range of every key. */
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

    /** Returns the range of the keys that begin with {@code prefix}. The empty prefix gives every key. */
    public static KeyRange prefix(Bytes prefix) {
        byte[] end = prefix.toArray();
        for (int i = end.length - 1; i >= 0; i--) {
            if (end[i] != (byte) 0xFF) {
                end[i]++;
                return new KeyRange(prefix, Bytes.wrap(end, 0, i + 1));
            }
        }
        return new KeyRange(prefix, Bytes.EMPTY);
    }

    /** Returns the range of {@code key} alone. */
    public static KeyRange single(Bytes key) {
        byte[] end = new byte[key.length() + 1];
        key.copyTo(end, 0);
        return new KeyRange(key, Bytes.wrap(end));
    }

    /** Returns whether the range has an end; false if it goes up to the last of all keys. */
    public boolean hasEnd() {
        return !endExclusive.isEmpty();
    }

    /** Returns whether {@code key} lies in the range. */
    public boolean contains(Bytes key) {
        return first.compareTo(key) <= 0 && (!hasEnd() || key.compareTo(endExclusive) < 0);
    }

    /** Returns whether the range can contain no key. */
    public boolean isEmpty() {
        return hasEnd() && first.compareTo(endExclusive) >= 0;
    }
}
