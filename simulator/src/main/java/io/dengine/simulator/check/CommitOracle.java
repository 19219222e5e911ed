package io.dengine.simulator.check;

import io.dengine.core.log.Entry;
import java.util.ArrayList;
import java.util.List;

/** The committed log: the first node that applies an index determines its entry, for all nodes and permanently. */
public final class CommitOracle {
    private final List<Entry> committed = new ArrayList<>();
    private long lastTimeMillis;

    /**
     * Records that {@code node} applies {@code entry}.
     *
     * @return whether it is the first node to apply the index
     */
    public boolean applied(int node, Entry entry) {
        long index = entry.index();
        if (index > committed.size() + 1L) {
            throw new Violation(
                    "log gap",
                    "node " + node + " applies " + index + ", but " + committed.size() + " is the last applied index");
        }
        if (index <= committed.size()) {
            Entry first = committed.get((int) index - 1);
            if (!first.equals(entry)) {
                throw new Violation(
                        "state machine safety",
                        "node " + node + " applies " + entry + " where another node applied " + first);
            }
            return false;
        }
        long termBefore =
                committed.isEmpty() ? 0 : committed.get(committed.size() - 1).term();
        if (entry.term() < termBefore) {
            throw new Violation("log matching", "term " + entry.term() + " after " + termBefore + " at index " + index);
        }
        if (entry.timeMillis() < lastTimeMillis) {
            throw new Violation(
                    "replicated clock",
                    "went back from " + lastTimeMillis + " to " + entry.timeMillis() + " at " + index);
        }
        lastTimeMillis = entry.timeMillis();
        committed.add(entry);
        return true;
    }

    public long lastIndex() {
        return committed.size();
    }

    public Entry entryAt(long index) {
        return committed.get((int) index - 1);
    }

    /** Returns the term of the committed entry at {@code index}, 0 at index 0. */
    public long termAt(long index) {
        return index == 0 ? 0 : entryAt(index).term();
    }
}
