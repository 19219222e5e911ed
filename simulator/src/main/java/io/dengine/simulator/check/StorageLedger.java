package io.dengine.simulator.check;

import io.dengine.core.Effect.Level;
import io.dengine.core.log.Entry;
import io.dengine.core.log.TermRun;
import java.util.Arrays;
import java.util.List;

/**
 * Mirrors the writes to one node's log store by durability level, to compare its promises with the state after a crash.
 * It stores only terms: index and term identify an entry.
 */
public final class StorageLedger {
    private final int node;
    private final Level acknowledged;

    /** The term last written at each index; 0 if none. */
    private long[] written = new long[64];

    /** The term that each index last had at the acknowledged level, even if the entry was removed since. */
    private long[] held = new long[64];

    /** A copy of {@link #held} from when the power failed. */
    private long[] heldBefore = new long[0];

    private long writtenLast;
    private long durableLast;
    private long baseIndex;

    public StorageLedger(int node, Level acknowledged) {
        this.node = node;
        this.acknowledged = acknowledged;
    }

    /** Records that these entries were written to the operating system. */
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

    /**
     * Returns whether an entry must survive a power loss: configurations and records of a loss must, others need not.
     */
    private static boolean survivesPowerLoss(Entry entry) {
        return entry.kind() == Entry.Kind.CONFIGURATION || entry.index() == 1 || entry.isAfterLoss();
    }

    /** Returns the last index written. Entries of an append that failed halfway may or may not be stored. */
    public long writtenLast() {
        return writtenLast;
    }

    /**
     * Returns whether this disk durably has the last entry of {@code other}, and thus, by log matching, all its
     * entries.
     */
    public boolean holdsAllOf(StorageLedger other) {
        long last = other.writtenLast;
        return durableLast >= last && (last <= baseIndex || written[(int) last] == other.written[(int) last]);
    }

    public void truncated(long lastKept) {
        writtenLast = Math.min(writtenLast, lastKept);
        durableLast = Math.min(durableLast, lastKept);
    }

    /** Records that the log was durably reset to begin after the snapshot index. */
    public void reset(long newBaseIndex) {
        ensure(newBaseIndex);
        baseIndex = newBaseIndex;
        writtenLast = newBaseIndex;
        durableLast = newBaseIndex;
    }

    /** Records that all written entries are synced. */
    public void synced() {
        for (int index = (int) durableLast + 1; index <= writtenLast; index++) {
            held[index] = written[index];
        }
        durableLast = writtenLast;
    }

    /** Records that the node acknowledges all entries up to {@code index}, at the acknowledged level. */
    public void acknowledges(long index) {
        boolean stored = index <= baseIndex || index < held.length && held[(int) index] != 0;
        if (!stored) {
            throw new Violation(
                    "stored before acknowledged",
                    "node " + node + " acknowledges " + index + ", which it never had at level " + acknowledged);
        }
    }

    public boolean everHeld(long index, long term) {
        return index < held.length && held[(int) index] == term;
    }

    /** Returns whether this disk has the entry now, durably or not. */
    public boolean holds(long index, long term) {
        return index <= baseIndex || index <= writtenLast && written[(int) index] == term;
    }

    /** Returns whether this disk has the entry, and keeps it when the power fails. */
    public boolean holdsDurably(long index, long term) {
        return index <= baseIndex || index <= durableLast && written[(int) index] == term;
    }

    /**
     * Forgets the entries that the disk may have lost with the power: from now on only what it still has counts as
     * held.
     */
    public void lostPower() {
        heldBefore = held.clone();
        Arrays.fill(held, (int) Math.min(durableLast + 1, held.length), held.length, 0);
    }

    /** Returns whether this disk ever had the entry at the acknowledged level, even if it was lost with the power. */
    public boolean everHeldOrLost(long index, long term) {
        return everHeld(index, term) || index < heldBefore.length && heldBefore[(int) index] == term;
    }

    /** Returns the last index that is known to survive a power loss. */
    public long durableLast() {
        return durableLast;
    }

    /**
     * Compares the log after the store was reopened with its promises.
     *
     * @param surely the last index up to which entries written before must be present
     */
    public void recovered(long newBaseIndex, long lastIndex, List<TermRun> runs, long surely) {
        baseIndex = newBaseIndex;
        if (lastIndex < surely) {
            throw new Violation(
                    "durability", "node " + node + " recovered up to index " + lastIndex + ", but promised " + surely);
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
                        "node " + node + " recovered term " + term + " at " + index + ", but promised "
                                + written[(int) index]);
            }
            written[(int) index] = term;
            held[(int) index] = term;
        }
        // A recovered log counts as stored: the store must ensure that.
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
