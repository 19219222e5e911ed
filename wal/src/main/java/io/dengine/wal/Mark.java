package io.dengine.wal;

/**
 * A position in the log as one number: the sequence of the segment and the position in it. Later positions are greater.
 */
final class Mark {
    /** The mark before every position. */
    static final long NONE = 0;

    /** The greatest position in a segment; segments are shorter. */
    static final long MAX_POSITION = (1L << 31) - 1;

    private Mark() {}

    static long of(long sequence, long position) {
        return sequence << 31 | position;
    }

    static long sequence(long mark) {
        return mark >>> 31;
    }

    static long position(long mark) {
        return mark & MAX_POSITION;
    }
}
