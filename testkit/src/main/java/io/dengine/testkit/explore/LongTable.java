package io.dengine.testkit.explore;

/** Fingerprints with a small number for each, in as little memory as can be. Full, it forgets what is in its way. */
final class LongTable {
    private static final int PROBES = 16;

    private final long[] keys;
    private final byte[] values;
    private final int mask;
    private long size;

    /** @param bits the logarithm of how many it holds */
    LongTable(int bits) {
        keys = new long[1 << bits];
        values = new byte[1 << bits];
        mask = (1 << bits) - 1;
    }

    /** Raises the number of {@code key}; returns whether it was lower before. */
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

    /** How many different keys it has seen, but for those that it forgot. */
    long size() {
        return size;
    }
}
