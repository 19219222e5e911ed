package io.dengine.testkit.check;

import io.dengine.core.Effect.Level;
import io.dengine.core.log.Entry;
import io.dengine.core.log.TermRun;
import java.util.Arrays;
import java.util.List;

/**
 * Mirrors what one node's log store was told, by level, so that promises can be compared with what is found after a
 * crash. Only terms are kept: index and term name an entry.
 */
public final class StorageLedger {
    private final int node;
    private final Level acknowledged;

    /** The term at each index, as last written; 0 where nothing is. */
    private long[] written = new long[64];

    /** The term that index ever had at the acknowledged level, whatever became of it later. */
    private long[] held = new long[64];

    private long writtenLast;
    private long durableLast;
    private long baseIndex;

    public StorageLedger(int node, Level acknowledged) {
        this.node = node;
        this.acknowledged = acknowledged;
    }

    /** The operating system has these entries. */
    public void appended(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.index() != writtenLast + 1) {
                throw new Violation("log gap", "node " + node + " appends " + entry.index() + " after " + writtenLast);
            }
            ensure(entry.index());
            written[(int) entry.index()] = entry.term();
            writtenLast = entry.index();
            if (acknowledged == Level.WRITTEN && !survivesPowerLoss(entry)) {
                held[(int) entry.index()] = entry.term();
            }
        }
    }

    /** Where power may cost a node what it acknowledged, it must not cost it who votes, nor that there was a loss. */
    private static boolean survivesPowerLoss(Entry entry) {
        return entry.kind() == Entry.Kind.CONFIGURATION || entry.index() == 1 || entry.isAfterLoss();
    }

    /** An append has begun and may fail half-way: its entries may be found or not. */
    public long writtenLast() {
        return writtenLast;
    }

    public void truncated(long lastKept) {
        writtenLast = Math.min(writtenLast, lastKept);
        durableLast = Math.min(durableLast, lastKept);
    }

    /** The log begins anew after a snapshot, durably. */
    public void reset(long newBaseIndex) {
        ensure(newBaseIndex);
        baseIndex = newBaseIndex;
        writtenLast = newBaseIndex;
        durableLast = newBaseIndex;
    }

    /** The disk has everything that was written. */
    public void synced() {
        for (int index = (int) durableLast + 1; index <= writtenLast; index++) {
            held[index] = written[index];
        }
        durableLast = writtenLast;
    }

    /** The node says that it holds everything up to {@code index}, at the acknowledged level. */
    public void acknowledges(long index) {
        boolean stored = index <= baseIndex || index < held.length && held[(int) index] != 0;
        if (!stored) {
            throw new Violation(
                    "stored before acknowledged",
                    "node " + node + " acknowledges " + index + ", which it has never held " + acknowledged);
        }
    }

    public boolean everHeld(long index, long term) {
        return index < held.length && held[(int) index] == term;
    }

    /** What this node is known to hold now, at the level that survives the loss of power. */
    public long durableLast() {
        return durableLast;
    }

    /**
     * The store was opened again.
     *
     * @param surely how far everything written before must be there again
     */
    public void recovered(long newBaseIndex, long lastIndex, List<TermRun> runs, long surely) {
        baseIndex = newBaseIndex;
        if (lastIndex < surely) {
            throw new Violation(
                    "durability",
                    "node " + node + " comes back with " + lastIndex + " entries, but promised " + surely);
        }
        int run = -1;
        for (long index = baseIndex + 1; index <= lastIndex; index++) {
            while (run + 1 < runs.size() && runs.get(run + 1).firstIndex() <= index) {
                run++;
            }
            long term = runs.get(run).term();
            ensure(index);
            if (index <= surely && written[(int) index] != term) {
                throw new Violation(
                        "durability",
                        "node " + node + " comes back with term " + term + " at " + index + ", but promised "
                                + written[(int) index]);
            }
            written[(int) index] = term;
            held[(int) index] = term;
        }
        // A log that was recovered counts as stored, so its store has made sure that it is.
        writtenLast = lastIndex;
        durableLast = lastIndex;
    }

    private void ensure(long index) {
        if (index >= written.length) {
            written = Arrays.copyOf(written, (int) Math.max(index + 1, written.length * 2L));
            held = Arrays.copyOf(held, written.length);
        }
    }
}
