package io.dengine.wal;

/** A place in the log as one number: the sequence of the segment and the position in it. Later places are greater. */
final class Mark {
    /** Before every place. */
    static final long NONE = 0;

    /** Segments are shorter than this. */
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
