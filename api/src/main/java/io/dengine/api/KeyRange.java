package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * Keys from {@code first} up to, not including, {@code endExclusive}.
 *
 * @param endExclusive the first key that is no longer meant; empty for no end
 */
public record KeyRange(Bytes first, Bytes endExclusive) {
    /** Every key. */
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

    /** The keys that begin with {@code prefix}; all for the empty one. */
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

    /** Only {@code key}. */
    public static KeyRange single(Bytes key) {
        byte[] end = new byte[key.length() + 1];
        key.copyTo(end, 0);
        return new KeyRange(key, Bytes.wrap(end));
    }

    public boolean hasEnd() {
        return !endExclusive.isEmpty();
    }

    public boolean contains(Bytes key) {
        return first.compareTo(key) <= 0 && (!hasEnd() || key.compareTo(endExclusive) < 0);
    }

    /** Whether no key can be in it. */
    public boolean isEmpty() {
        return hasEnd() && first.compareTo(endExclusive) >= 0;
    }
}
