package io.dengine.core.protocol;

import io.dengine.core.InvariantViolation;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;

/**
 * The invariants that must hold after every event, some of them against the state after the event before. Always on: it
 * is better to stop than to return wrong answers.
 */
final class Invariants {
    private long term;
    private int votedFor;
    private long commitIndex;

    Invariants(CoreState state) {
        remember(state);
    }

    void check(CoreState state) {
        LogView log = state.log;
        require(state.term >= term, "the term went back", state.term, term);
        require(state.term < EntryId.LIMIT, "a term that no elections reach", state.term, EntryId.LIMIT);
        require(
                state.term > term || votedFor == HardState.NOBODY || votedFor == state.votedFor,
                "a vote changed within a term",
                state.votedFor,
                votedFor);
        require(state.commitIndex >= commitIndex, "the commit index went back", state.commitIndex, commitIndex);
        require(
                log.base().index() <= state.commitIndex,
                "base beyond commit",
                log.base().index(),
                state.commitIndex);
        require(
                state.commitIndex <= log.persistedIndex(),
                "commit beyond persisted",
                state.commitIndex,
                log.persistedIndex());
        require(
                log.persistedIndex() <= log.lastIndex(),
                "persisted beyond last",
                log.persistedIndex(),
                log.lastIndex());
        require(
                log.cachedFirst() <= log.persistedIndex() + 1,
                "an entry neither cached nor persisted",
                log.cachedFirst(),
                log.persistedIndex());
        require(log.termAt(log.lastIndex()) <= state.term, "an entry from the future", log.lastIndex(), state.term);
        if (state.role instanceof Role.Leader leader) {
            checkLeader(state, leader);
        }
        remember(state);
    }

    private static void checkLeader(CoreState state, Role.Leader leader) {
        require(state.votedFor == state.self(), "a leader that did not vote for itself", state.votedFor, state.self());
        require(
                leader.confirmedRound <= leader.round,
                "a round confirmed before it was sent",
                leader.confirmedRound,
                leader.round);
        for (Peer peer : leader.peers) {
            require(peer.matchIndex < peer.nextIndex, "match not below next", peer.matchIndex, peer.nextIndex);
            require(
                    peer.matchIndex <= state.log.lastIndex(),
                    "a peer holds what the leader lacks",
                    peer.matchIndex,
                    state.log.lastIndex());
        }
    }

    private void remember(CoreState state) {
        term = state.term;
        votedFor = state.votedFor;
        commitIndex = state.commitIndex;
    }

    static void require(boolean condition, String what, long actual, long expected) {
        if (!condition) {
            throw new InvariantViolation(what + ": " + actual + " against " + expected);
        }
    }
}
