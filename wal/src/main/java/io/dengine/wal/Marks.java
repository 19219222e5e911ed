package io.dengine.wal;

import java.util.Arrays;

/**
 * The positions at which some of the entries of a segment begin: ascending in index and in position. Safe for use by
 * any thread.
 */
final class Marks {
    /** The distance between marks in segments of the usual size, unless a truncation requires one. */
    static final int EVERY_BYTES = 16 << 10;

    private long[] indexes = new long[8];
    private long[] positions = new long[8];
    private int count;

    synchronized void add(long index, long position) {
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, count * 2);
            positions = Arrays.copyOf(positions, count * 2);
        }
        indexes[count] = index;
        positions[count++] = position;
    }

    synchronized void truncateAfter(long lastKeptIndex) {
        while (count > 0 && indexes[count - 1] > lastKeptIndex) {
            count--;
        }
    }

    /** Returns the first index that is marked, or {@link Long#MAX_VALUE}. */
    synchronized long firstIndex() {
        return count == 0 ? Long.MAX_VALUE : indexes[0];
    }

    /** Returns the last index that is marked, or {@link Long#MAX_VALUE}. */
    synchronized long lastIndex() {
        return count == 0 ? Long.MAX_VALUE : indexes[count - 1];
    }

    /** Returns the first index that is marked at {@code position} or after it, or {@link Long#MAX_VALUE}. */
    synchronized long firstIndexFrom(long position) {
        int found = Arrays.binarySearch(positions, 0, count, position);
        int at = found >= 0 ? found : -found - 1;
        return at < count ? indexes[at] : Long.MAX_VALUE;
    }

    /** Returns the position of the last mark at or before {@code index}. */
    synchronized long positionBefore(long index) {
        return positions[at(index)];
    }

    /** Returns the first marked index after {@code index}, or {@link Long#MAX_VALUE}. */
    synchronized long indexAfter(long index) {
        int next = at(index) + 1;
        return next < count ? indexes[next] : Long.MAX_VALUE;
    }

    private int at(long index) {
        int found = Arrays.binarySearch(indexes, 0, count, index);
        int at = found >= 0 ? found : -found - 2;
        if (at < 0) {
            throw new IllegalArgumentException("no entry at or before " + index);
        }
        return at;
    }
}
