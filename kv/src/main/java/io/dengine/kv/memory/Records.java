package io.dengine.kv.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Records of a few numbers each, by id from 1, without an object for each. One thread adds, changes and removes them;
 * any thread reads them.
 *
 * <p>The id of a removed record comes back with {@link #add}: a reader must know by other means that what it reads was
 * not reused meanwhile.
 */
final class Records {
    private static final int CHUNK_BITS = 9;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final int fields;
    private volatile long[][] chunks = new long[1][];
    private int lastId;
    private int firstFree;
    private int count;

    /** @param fields the number of fields of each record */
    Records(int fields) {
        this.fields = fields;
    }

    // ---- any thread

    /** Returns a field, and with it all that the writer did before it wrote this value. */
    long get(int id, int field) {
        return (long) CELL.getAcquire(chunks[id >>> CHUNK_BITS], (id & CHUNK_MASK) * fields + field);
    }

    // ---- the writer

    /** Returns the number of records. */
    int count() {
        return count;
    }

    /** Adds a record, whose fields have any values, and returns its id. */
    int add() {
        count++;
        int id = firstFree;
        if (id != 0) {
            firstFree = (int) get(id, 0);
            return id;
        }
        if (lastId == Integer.MAX_VALUE) {
            throw new IllegalStateException("a table in memory holds at most " + lastId + " keys and versions");
        }
        id = ++lastId;
        int chunk = id >>> CHUNK_BITS;
        long[][] present = chunks;
        if (chunk >= present.length) {
            present = Arrays.copyOf(present, present.length * 2);
        }
        if (present[chunk] == null) {
            present[chunk] = new long[fields << CHUNK_BITS];
            chunks = present;
        }
        return id;
    }

    /**
     * Changes a field, and publishes with it all that the writer did before: a reader that is too late follows what it
     * finds here, too.
     */
    void set(int id, int field, long value) {
        CELL.setRelease(chunks[id >>> CHUNK_BITS], (id & CHUNK_MASK) * fields + field, value);
    }

    /** Removes a record that no reader can reach any more. */
    void remove(int id) {
        count--;
        set(id, 0, firstFree);
        firstFree = id;
    }
}
