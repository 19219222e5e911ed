package io.dengine.simulator.run;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.simulator.check.FormerLog;
import io.dengine.simulator.check.Violation;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The life of a cluster before its voters lost power. A node that knows, or is told by one that kept power, what was
 * committed in that life, applies it until the loss is reported; a node whose state is one of entries that are lost may
 * not go on with the log of the next life.
 */
final class FormerLife {
    private final TrueLog log;
    private final FormerLog remains;

    /** By node, whether the last entry that its process has applied is one of this log. */
    private final boolean[] follows;

    /** By node, the index of the state of that life from which it continues, or 0. */
    private final long[] continuedFrom;

    private final long newestTerm;
    private final Witness witness;

    /** Knows which entries of this life were committed before any node applied them. */
    interface Witness {
        /** Returns whether a quorum had the entry before the power failed. */
        boolean mayBeCommitted(Entry entry);

        /** Records that a node applies such an entry. */
        void committed(Entry entry);
    }

    /**
     * Creates the record of a life that ends.
     *
     * @param newestTerm the newest term that had a leader
     * @param syncedIndex the last entry that a majority of the voters had synced
     * @param nodes the number of nodes
     * @param witness knows what else was committed
     */
    FormerLife(TrueLog log, long newestTerm, long syncedIndex, int nodes, Witness witness) {
        this.log = log;
        this.newestTerm = newestTerm;
        this.remains = new FormerLog(log.entries(), newestTerm, syncedIndex);
        this.witness = witness;
        this.follows = new boolean[nodes + 1];
        this.continuedFrom = new long[nodes + 1];
        Arrays.fill(follows, true);
    }

    /** Returns what the next life has of the log. */
    FormerLog remains() {
        return remains;
    }

    boolean contains(EntryId id) {
        return remains.contains(id);
    }

    /** Records that a process starts, which knows of no entry that it is committed. */
    void starts(int node) {
        follows[node] = false;
        continuedFrom[node] = 0;
    }

    TrueLog logOf(int node, TrueLog next) {
        return follows[node] ? log : next;
    }

    /**
     * Checks a state that a node has restored, which may be one of this life. Its entries may be lost by now.
     *
     * @return whether it is one of this life
     */
    boolean restored(int node, long index, long stateHash, TrueLog next) {
        starts(node);
        if (index > remains.lastIndex() || remains.isKept(index)) {
            return false;
        }
        boolean isOfNext = index <= next.entries().lastIndex() && next.mayReach(index, stateHash);
        if (isOfNext || !log.mayReach(index, stateHash)) {
            return false;
        }
        continuedFrom[node] = index;
        return true;
    }

    /** Returns whether a node applies this entry because it was committed in this life. */
    boolean goesOn(int node, Entry entry, TrueLog next) {
        boolean mayBe = entry.term() <= newestTerm && !next.contains(entry);
        boolean isNew = entry.index() == remains.lastIndex() + 1;
        if (mayBe && isNew && holdsTheLast(node, next) && witness.mayBeCommitted(entry)) {
            witness.committed(entry);
            log.entries().applied(node, entry);
            log.apply(entry);
        }
        if (!mayBe || !log.contains(entry)) {
            return false;
        }
        follows[node] = true;
        return true;
    }

    /** Returns whether the state of a node that has applied as many entries as this log contains this log. */
    private boolean holdsTheLast(int node, TrueLog next) {
        long last = remains.lastIndex();
        return last == 0
                || follows[node]
                || continuedFrom[node] == last
                || next.contains(log.entries().entryAt(last));
    }

    /**
     * Checks that a node goes on with the log of the next life from a state that this log contains.
     *
     * @param before the last entry that the node has applied
     * @param enter takes the entries before {@code entry} that no node applies any more: snapshots contain them
     */
    void leaves(int node, long before, Entry entry, TrueLog next, Consumer<Entry> enter) {
        while (next.entries().lastIndex() + 1 < entry.index()) {
            Entry skipped = remains.next(next.entries().lastIndex() + 1);
            remains.continues(skipped);
            next.entries().applied(node, skipped);
            enter.accept(skipped);
        }
        long from = follows[node] ? before : continuedFrom[node];
        if (from > 0 && !next.contains(log.entries().entryAt(from))) {
            throw new Violation(
                    "contradicted",
                    "node " + node + " applies " + entry.id() + " to a state at " + from + " whose entries are lost");
        }
        starts(node);
        if (entry.index() == next.entries().lastIndex() + 1) {
            remains.continues(entry);
        }
    }
}
