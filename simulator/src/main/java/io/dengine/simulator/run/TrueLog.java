package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.Incarnations;
import io.dengine.simulator.check.CommitOracle;
import io.dengine.simulator.check.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A committed log with the store that applies it: the replies and states that every node must have. */
final class TrueLog {
    private final CommitOracle entries = new CommitOracle();
    private final StateMachine truth;
    private final List<Bytes> replies = new ArrayList<>();
    private final List<Long> hashes = new ArrayList<>();

    /** The entry whose state was restored from a backup, or 0. */
    private long restoredIndex;

    private long restoredHash;

    TrueLog(StateMachine truth) {
        this.truth = truth;
    }

    CommitOracle entries() {
        return entries;
    }

    /** Applies the entry that comes next, and returns the reply. */
    Bytes apply(Entry entry) {
        Bytes reply = truth.apply(List.of(entry)).get(0);
        replies.add(reply);
        if (entry.index() % ObservedMachine.COMPARED_EVERY == 0) {
            hashes.add(truth.stateHash());
        }
        return reply;
    }

    /** Ends the incarnation of the state, as a restore from a backup does. */
    void endIncarnation() throws IOException {
        List<Bytes> parts = new ArrayList<>();
        try (StateView view = truth.freeze()) {
            for (Bytes part = view.next(); part != null; part = view.next()) {
                parts.add(part);
            }
        }
        try (StateRestore restore = truth.restore()) {
            for (Bytes part : parts) {
                restore.add(Incarnations.ended(part));
            }
            restore.finish();
        }
        restoredIndex = entries.lastIndex();
        restoredHash = truth.stateHash();
    }

    /** Returns whether this log contains the entry. */
    boolean contains(Entry entry) {
        return entry.index() <= entries.lastIndex()
                && entries.entryAt(entry.index()).equals(entry);
    }

    /** Returns whether the state has this hash after the entry at {@code index}, as far as hashes are kept. */
    boolean mayReach(long index, long stateHash) {
        if (index > 0 && index == restoredIndex) {
            return stateHash == restoredHash;
        }
        return index == 0
                || index % ObservedMachine.COMPARED_EVERY != 0
                || hashes.get((int) (index / ObservedMachine.COMPARED_EVERY) - 1) == stateHash;
    }

    /** Checks a node's state hash after the entry at {@code index}. */
    void reached(int node, long index, long stateHash) {
        if (!mayReach(index, stateHash)) {
            throw new Violation("same states", "node " + node + " differs at entry " + index);
        }
    }

    /** Checks the reply of a node's state machine to an entry. */
    void answered(int node, long index, Bytes reply) {
        Bytes first = replies.get((int) index - 1);
        if (!first.equals(reply)) {
            throw new Violation(
                    "same replies", "node " + node + " answers entry " + index + " with " + reply + ", not " + first);
        }
    }

    long stateHash() {
        return truth.stateHash();
    }
}
