package io.dengine.core.protocol;

import io.dengine.core.ContradictedException;
import io.dengine.core.Effect;
import io.dengine.core.InvariantViolation;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;

/**
 * Makes a follower's log equal to the leader's (Raft paper, §5.3): it never removes entries that match, and never
 * acknowledges what is not proven.
 */
final class Following {
    private final CoreState state;

    Following(CoreState state) {
        this.state = state;
    }

    /** Handles an append from the leader of the current term; its term was checked before. */
    void onAppend(int from, Message.Append append) {
        heardFromLeader(from, append.promiseNanos());
        state.loss.heard(append);
        if (state.installation != null) {
            // The log is being replaced and proves nothing, but the node follows, and the leader must know that.
            state.outbox.send(from, new Message.Echo(state.term, append.exchange(), append.round()));
            return;
        }
        EntryId base = state.log.base();
        if (append.lastIndex() < base.index()) {
            // All of it lies in the snapshot. Only the leader can tell whether its log leads there.
            state.outbox.send(from, new Message.SnapshotReply(state.term, append.exchange(), append.round(), base));
            return;
        }
        requireCommittedKept(append);
        if (append.prev().index() > state.log.lastIndex() || conflicts(append.prev())) {
            reject(from, append);
            return;
        }
        if (isBeginning(append)) {
            state.loss.clusterBegins();
        }
        if (state.loss.lacksEntries() && state.loss.isOfFirstExchange(append)) {
            reject(from, append); // it matches, but the leader must begin a new exchange: see Loss
            return;
        }
        int firstNew = firstNewEntry(append);
        if (firstNew < append.entries().size()) {
            store(append, firstNew);
        }
        state.commitTarget = Math.max(state.commitTarget, Math.min(append.commitIndex(), append.lastIndex()));
        if (state.role instanceof Role.Follower follower) {
            follower.sharedIndex = Math.max(follower.sharedIndex, append.lastIndex());
        }
        accept(from, append, append.lastIndex());
        state.advanceCommit();
        state.loss.endRecovery(append);
    }

    /**
     * Records that this node heard from the leader: the node that sends entries or snapshots of the current term leads
     * it.
     *
     * @param askedNanos the time for which the leader asks that no other one is elected
     */
    void heardFromLeader(int from, long askedNanos) {
        state.promise(askedNanos);
        if (state.role instanceof Role.Leader) {
            throw new InvariantViolation("two leaders in term " + state.term + ": " + from + " and " + state.self());
        }
        if (!(state.role instanceof Role.Follower follower) || follower.leaderId != from) {
            state.become(new Role.Follower(from));
        }
    }

    /** Checks that the leader of a later term has what is committed here; it always has, unless a loss was accepted. */
    private void requireCommittedKept(Message.Append append) {
        EntryId base = state.log.base();
        long prev = append.prev().index();
        if (prev < base.index()) {
            Entry atBase = append.entries().get(Math.toIntExact(base.index() - prev - 1));
            if (atBase.term() != base.term()) {
                throw new ContradictedException(base, state.term);
            }
        } else if (prev <= state.commitIndex && conflicts(append.prev())) {
            throw new ContradictedException(new EntryId(prev, state.log.termAt(prev)), state.term);
        }
    }

    /** Handles the leader's answer that it does not have what this node holds as committed. */
    void onContradicted(Message.Contradicted contradicted) {
        if (contradicted.held().index() <= state.commitIndex) {
            throw new ContradictedException(contradicted.held(), state.term);
        }
    }

    private boolean conflicts(EntryId prev) {
        return prev.index() >= state.log.base().index() && state.log.termAt(prev.index()) != prev.term();
    }

    /**
     * Returns whether the leader's log begins in its own term, so that it was elected when no node held anything, and
     * nothing is committed yet that this node could have helped to commit.
     */
    private boolean isBeginning(Message.Append append) {
        return append.prev().index() == 0
                && append.commitIndex() == 0
                && !append.entries().isEmpty()
                && append.entries().get(0).term() == state.term;
    }

    private void reject(int from, Message.Append append) {
        EntryId hint = state.log.lastSharedWith(append.prev());
        state.outbox.send(from, new Message.AppendRejected(state.term, append.exchange(), append.round(), hint));
    }

    /** Returns the position of the first entry that the log lacks or that replaces another one. */
    private int firstNewEntry(Message.Append append) {
        for (int i = 0; i < append.entries().size(); i++) {
            Entry entry = append.entries().get(i);
            boolean held = entry.index() <= state.log.base().index()
                    || entry.index() <= state.log.lastIndex() && state.log.termAt(entry.index()) == entry.term();
            if (!held) {
                return i;
            }
        }
        return append.entries().size();
    }

    private void store(Message.Append append, int firstNew) {
        long firstIndex = append.entries().get(firstNew).index();
        if (firstIndex <= state.log.lastIndex()) {
            truncateAfter(firstIndex - 1);
        }
        for (int i = firstNew; i < append.entries().size(); i++) {
            Entry entry = append.entries().get(i);
            state.log.append(entry);
            state.outbox.append(entry);
            if (entry.isStamped()) {
                state.clock.follow(entry.timeMillis(), state.nowNanos);
            } else {
                state.clock.observe(entry.timeMillis(), state.nowNanos);
            }
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                adopt(Configuration.decode(entry.index(), entry.payload()));
            }
        }
    }

    private void truncateAfter(long lastKept) {
        if (lastKept < state.commitIndex) {
            throw new ContradictedException(new EntryId(lastKept + 1, state.log.termAt(lastKept + 1)), state.term);
        }
        state.log.truncateAfter(lastKept);
        state.outbox.truncateAfter(lastKept);
        // After an accepted loss, entries reported as committed may be gone; no leader reported that of the new ones.
        state.commitTarget = Math.min(state.commitTarget, lastKept);
        if (state.configurations.truncateAfter(lastKept)) {
            state.outbox.add(new Effect.ConfigurationChanged(state.configuration(), false));
        }
    }

    private void adopt(Configuration configuration) {
        state.configurations.add(configuration);
        state.outbox.add(new Effect.ConfigurationChanged(configuration, false));
    }

    /**
     * Answers that the log matches up to {@code provenIndex}. A message with entries is answered when they are stored;
     * a heartbeat at once, with what is stored already, so that a slow disk does not look like a dead node.
     */
    private void accept(int from, Message.Append append, long provenIndex) {
        if (append.entries().isEmpty()) {
            long stored = Math.min(provenIndex, state.log.persistedIndex());
            state.outbox.send(from, accepted(append, stored));
        } else {
            state.outbox.sendAfterPersist(from, accepted(append, provenIndex));
        }
    }

    private Message.AppendAccepted accepted(Message.Append append, long matchIndex) {
        return new Message.AppendAccepted(
                state.term, append.exchange(), append.round(), matchIndex, state.loss.isRecovering());
    }
}
