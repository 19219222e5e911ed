package io.dengine.simulator.check;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;

/**
 * The committed log of a cluster whose voters have lost power, and the rules for the log that continues it after the
 * loss was accepted:
 *
 * <pre>
 *   kept      committed entries, in order; at least those that a majority had synced
 *   explained entries of a leader of that time that were not known to be committed
 *   reported  the entry that reports the loss, before any other entry of a later leader
 * </pre>
 */
public final class FormerLog {
    private final CommitOracle committed;
    private final long newestTerm;
    private final long syncedIndex;
    private long keptIndex;
    private boolean parted;
    private boolean reported;
    private EntryId report = EntryId.ZERO;

    /**
     * @param newestTerm the newest term that had a leader when the power failed
     * @param syncedIndex the last entry that a majority of the voters had synced then
     */
    public FormerLog(CommitOracle committed, long newestTerm, long syncedIndex) {
        this.committed = committed;
        this.newestTerm = newestTerm;
        this.syncedIndex = syncedIndex;
    }

    public long lastIndex() {
        return committed.lastIndex();
    }

    /** Returns the number of committed entries that the new log has lost, as far as it is known. */
    public long lost() {
        return reported ? committed.lastIndex() - keptIndex : 0;
    }

    /** Returns whether the new log contains an entry that was not known to be committed. */
    public boolean hasParted() {
        return parted;
    }

    /** Returns whether a disk contains the entry that reports the loss: its node has left the former log behind. */
    public boolean isLeftBehindBy(StorageLedger disk) {
        return reported && disk.holds(report.index(), report.term());
    }

    /** Returns whether this entry was committed. */
    public boolean contains(EntryId id) {
        return id.index() <= committed.lastIndex() && committed.termAt(id.index()) == id.term();
    }

    /** Returns whether the new log contains the committed entry at {@code index}, and all before it. */
    public boolean isKept(long index) {
        return index <= keptIndex;
    }

    /**
     * Returns the entry at {@code index}, which comes next in the new log because a node applies a later one: it was in
     * the node's snapshot.
     */
    public Entry next(long index) {
        if (parted || reported || index > committed.lastIndex()) {
            throw new Violation("log gap", "an entry after " + index + " is applied, but no node has applied that one");
        }
        return committed.entryAt(index);
    }

    /** Checks the next entry of the new log. */
    public void continues(Entry entry) {
        if (reported) {
            return;
        }
        if (entry.isAfterLoss() && entry.term() > newestTerm) {
            demandSynced(entry);
            reported = true;
            report = entry.id();
            return;
        }
        boolean kept = !parted
                && entry.index() <= committed.lastIndex()
                && committed.entryAt(entry.index()).equals(entry);
        if (kept) {
            keptIndex = entry.index();
            return;
        }
        demandSynced(entry);
        parted = true;
        if (entry.term() > newestTerm) {
            throw new Violation(
                    "loss reported",
                    "entry " + entry.id() + " continues a log that ended in term " + newestTerm
                            + " when the voters lost power, and no entry before it reports the loss");
        }
    }

    private void demandSynced(Entry entry) {
        if (keptIndex < syncedIndex) {
            throw new Violation(
                    "loss bounded",
                    "entry " + entry.id() + " follows " + keptIndex + ", but a majority had synced the entries up to "
                            + syncedIndex);
        }
    }
}
