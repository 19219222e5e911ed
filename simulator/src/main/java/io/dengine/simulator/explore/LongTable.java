package io.dengine.simulator.explore;

/** A table from fingerprints to small numbers that uses little memory. A full table overwrites entries. */
final class LongTable {
    private static final int PROBES = 16;

    private final long[] keys;
    private final byte[] values;
    private final int mask;
    private long size;

    /** @param bits the base-2 logarithm of the capacity */
    LongTable(int bits) {
        keys = new long[1 << bits];
        values = new byte[1 << bits];
        mask = (1 << bits) - 1;
    }

    /** Raises the number of {@code key}; returns whether the number was lower before. */
    boolean raise(long key, int value) {
        long used = key == 0 ? 1 : key;
        int start = (int) (used ^ used >>> 32) & mask;
        for (int i = 0; i < PROBES; i++) {
            int at = start + i & mask;
            if (keys[at] == used) {
                boolean lower = values[at] < value;
                values[at] = (byte) Math.max(values[at], value);
                return lower;
            }
            if (keys[at] == 0) {
                put(at, used, value);
                size++;
                return true;
            }
        }
        put(start, used, value);
        return true;
    }

    private void put(int at, long key, int value) {
        keys[at] = key;
        values[at] = (byte) value;
    }

    /** Returns the number of distinct keys, except those that were overwritten. */
    long size() {
        return size;
    }
}
