package io.dengine.kv.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Queues of what was removed, which waits there until no reader can still be reading it; only then is it reused.
 *
 * <p>A reader with a pin may reach what was removed while it reads: so what was removed at a revision waits until every
 * pin is of a later one. A reader without a pin reads first and asks afterwards whether anything was reused meanwhile:
 * if so, it may have read a mixture, and reads again.
 */
final class Quarantine {
    private static final int FIRST_CAPACITY = 256;
    private static final VarHandle REUSES;

    static {
        try {
            REUSES = MethodHandles.lookup().findVarHandle(Quarantine.class, "reuses", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The kinds of what waits. */
    enum Kind {
        VERSION,
        KEY,
        SLAB
    }

    /** Reuses what was removed. */
    interface Reuse {
        void reuse(Kind kind, int id);
    }

    private long reuses;

    // ---- owned by the writer
    private final Ring records = new Ring();
    private final Ring slabs = new Ring();

    // ---- any thread

    /** Begins a read without a pin. Returns what {@link #isUndisturbed} needs. */
    long begin() {
        return (long) REUSES.getAcquire(this);
    }

    /** Returns whether nothing was reused since; then all that was read in between is consistent. */
    boolean isUndisturbed(long since) {
        VarHandle.acquireFence(); // what was read in between was read before the number
        return (long) REUSES.getOpaque(this) == since;
    }

    // ---- the writer

    /** Adds what readers that come from now on cannot reach, while {@code revision} is the newest visible one. */
    void add(Kind kind, int id, long revision) {
        (kind == Kind.SLAB ? slabs : records).add(kind, id, revision);
    }

    /**
     * Reuses what was removed before the lowest pinned revision: all slabs, because they are few and take much memory,
     * and at most so many records.
     */
    void release(long lowestPinned, int maxRecords, Reuse reuse) {
        if (!slabs.isDue(lowestPinned) && !records.isDue(lowestPinned)) {
            return;
        }
        REUSES.setOpaque(this, reuses + 1);
        VarHandle.storeStoreFence(); // a reader that sees what is written from now on sees the number, too
        slabs.release(lowestPinned, Integer.MAX_VALUE, reuse);
        records.release(lowestPinned, maxRecords, reuse);
    }

    /** A queue in arrays that grow and never shrink. */
    private static final class Ring {
        private long[] revisions = new long[FIRST_CAPACITY];
        private Kind[] kinds = new Kind[FIRST_CAPACITY];
        private int[] ids = new int[FIRST_CAPACITY];
        private int first;
        private int size;

        void add(Kind kind, int id, long revision) {
            if (size == ids.length) {
                grow();
            }
            int slot = first + size++ & ids.length - 1;
            revisions[slot] = revision;
            kinds[slot] = kind;
            ids[slot] = id;
        }

        boolean isDue(long lowestPinned) {
            return size > 0 && revisions[first] < lowestPinned;
        }

        void release(long lowestPinned, int max, Reuse reuse) {
            for (int i = 0; i < max && isDue(lowestPinned); i++) {
                int oldest = first;
                first = first + 1 & ids.length - 1;
                size--;
                reuse.reuse(kinds[oldest], ids[oldest]);
            }
        }

        private void grow() {
            int old = ids.length;
            revisions = Arrays.copyOf(revisions, old * 2);
            kinds = Arrays.copyOf(kinds, old * 2);
            ids = Arrays.copyOf(ids, old * 2);
            // What had wrapped around to the begin continues behind the old end.
            System.arraycopy(revisions, 0, revisions, old, first);
            System.arraycopy(kinds, 0, kinds, old, first);
            System.arraycopy(ids, 0, ids, old, first);
        }
    }
}
