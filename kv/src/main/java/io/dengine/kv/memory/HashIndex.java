package io.dengine.kv.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the id of a key by its hash: many small tables with open addressing, each of which grows alone, so that no
 * change takes long. One thread writes; any thread reads.
 *
 * <pre>
 *   cell:  32 bits of the hash | id;   0: never used;   id 0: removed
 * </pre>
 */
final class HashIndex {
    private static final int TABLE_BITS = 10;
    private static final int FIRST_CAPACITY = 4;
    private static final long REMOVED = 1L << Integer.SIZE;

    private static final VarHandle TABLE = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long[] EMPTY = {0};

    /** Tells which of the keys with the same hash is the wanted one. */
    interface Match {
        boolean isWanted(int id);
    }

    private final long[] @Nullable [] tables = new long[1 << TABLE_BITS][];

    // ---- owned by the writer
    private final int[] filled = new int[1 << TABLE_BITS];
    private final int[] removed = new int[1 << TABLE_BITS];

    // ---- any thread

    /** Returns the id of the wanted key with this hash, or 0. */
    int find(long hash, Match match) {
        long[] table = (long[]) TABLE.getAcquire(tables, tableOf(hash));
        if (table == null) {
            table = EMPTY;
        }
        int mask = table.length - 1;
        long tag = hash >>> Integer.SIZE;
        int slot = (int) tag & mask;
        for (int probes = 0; probes <= mask; probes++) {
            long cell = (long) CELL.getAcquire(table, slot);
            if (cell == 0) {
                return 0;
            }
            if (cell >>> Integer.SIZE == tag && (int) cell != 0 && match.isWanted((int) cell)) {
                return (int) cell;
            }
            slot = slot + 1 & mask;
        }
        return 0;
    }

    private static int tableOf(long hash) {
        return (int) hash & (1 << TABLE_BITS) - 1;
    }

    // ---- the writer

    /** Adds a key that is absent. */
    void add(long hash, int id) {
        int number = tableOf(hash);
        long[] table = tables[number];
        if (table == null || (filled[number] + 1L) * 4 > table.length * 3L) {
            table = rebuild(number, table);
        }
        filled[number]++;
        long cell = hash >>> Integer.SIZE << Integer.SIZE | id;
        CELL.setRelease(table, freeSlot(table, cell), cell);
    }

    private static int freeSlot(long[] table, long cell) {
        int slot = (int) (cell >>> Integer.SIZE) & table.length - 1;
        while (table[slot] != 0) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    /** Replaces a table by one that is at most half full, and in which nothing is removed. */
    private long[] rebuild(int number, long @Nullable [] table) {
        int live = filled[number] - removed[number];
        int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(live + 1) * 4);
        long[] next = new long[capacity];
        if (table != null) {
            for (long cell : table) {
                if ((int) cell != 0) {
                    next[freeSlot(next, cell)] = cell;
                }
            }
        }
        filled[number] = live;
        removed[number] = 0;
        TABLE.setRelease(tables, number, next);
        return next;
    }

    /** Removes a key that is present. */
    void remove(long hash, int id) {
        int number = tableOf(hash);
        long[] table = Objects.requireNonNull(tables[number]);
        int slot = (int) (hash >>> Integer.SIZE) & table.length - 1;
        while ((int) table[slot] != id) {
            slot = slot + 1 & table.length - 1;
        }
        removed[number]++;
        CELL.setRelease(table, slot, REMOVED);
    }
}
