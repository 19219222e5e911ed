package io.dengine.simulator.check;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.HardState;
import io.dengine.core.message.Message;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers the terms and votes that each node made durable and sent, even those that the node has lost: the leader of
 * each term and the votes of each node. Reports a violation if a message shows a term or vote that is not durable.
 */
public final class ElectionLedger {
    private static final int MAX_NODES = 1_000;

    private final Map<Long, Integer> leaderOfTerm = new HashMap<>();
    private final Map<Long, Integer> votes = new HashMap<>();
    private final Map<Integer, HardState> durable = new HashMap<>();

    /** Records the term and vote that {@code node} has made durable, or recovered after a restart. */
    public void durable(int node, HardState state) {
        HardState before = durable.getOrDefault(node, HardState.INITIAL);
        if (state.term() < before.term()) {
            throw new Violation("term monotone", "node " + node + " goes from " + before + " to " + state);
        }
        if (state.term() == before.term()
                && before.votedFor() != HardState.NOBODY
                && state.votedFor() != before.votedFor()) {
            throw new Violation("one vote", "node " + node + " goes from " + before + " to " + state);
        }
        durable.put(node, state);
    }

    /** Returns the hard state that {@code node} last made durable. */
    public HardState durableOf(int node) {
        return durable.getOrDefault(node, HardState.INITIAL);
    }

    /** Returns whether the durable state of {@code node} says that it has all entries that it acknowledged. */
    public boolean isComplete(int node) {
        HardState state = durable.get(node);
        return state != null && state.completeness() == Completeness.COMPLETE;
    }

    /** Records that {@code node} has another disk, and so does not know its earlier promises. */
    public void forgotten(int node) {
        durable.remove(node);
        votes.keySet().removeIf(key -> key % MAX_NODES == node);
    }

    /** Records a message that {@code from} passes to the network. */
    public void sent(int from, int to, Message message) {
        switch (message) {
            case Message.PreVote preVote -> checkTerm(from, preVote.term() - 1, message);
            case Message.PreVoteReply reply -> checkTerm(from, reply.granted() ? 0 : reply.term(), message);
            case Message.Vote vote -> voted(from, vote.term(), from, message);
            case Message.VoteReply reply -> {
                checkTerm(from, reply.term(), message);
                if (reply.granted()) {
                    voted(from, reply.term(), to, message);
                }
            }
            case Message.Append append -> leads(from, append.term(), message);
            case Message.SnapshotOffer offer -> leads(from, offer.term(), message);
            case Message.TimeoutNow timeoutNow -> leads(from, timeoutNow.term(), message);
            case Message.Forgotten forgotten -> leads(from, forgotten.term(), message);
            case Message.Contradicted contradicted -> leads(from, contradicted.term(), message);
            default -> checkTerm(from, message.term(), message);
        }
    }

    /** Records that {@code node} considers itself leader of {@code term}. */
    public void leads(int node, long term) {
        Integer other = leaderOfTerm.putIfAbsent(term, node);
        if (other != null && other != node) {
            throw new Violation("election safety", "nodes " + other + " and " + node + " both lead term " + term);
        }
    }

    public int termsWithLeader() {
        return leaderOfTerm.size();
    }

    /** Returns the newest term that had a leader, or 0. */
    public long newestLed() {
        return leaderOfTerm.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void leads(int from, long term, Message message) {
        checkTerm(from, term, message);
        leads(from, term);
    }

    private void voted(int voter, long term, int candidate, Message message) {
        HardState state = durable.getOrDefault(voter, HardState.INITIAL);
        if (state.term() < term || state.term() == term && state.votedFor() != candidate) {
            throw new Violation(
                    "vote durable",
                    "node " + voter + " shows a vote that is not durable: " + message + ", has " + state);
        }
        Integer other = votes.putIfAbsent(term * MAX_NODES + voter, candidate);
        if (other != null && other != candidate) {
            throw new Violation(
                    "one vote", "node " + voter + " voted for " + other + " and " + candidate + " in term " + term);
        }
    }

    private void checkTerm(int from, long term, Message message) {
        HardState state = durable.getOrDefault(from, HardState.INITIAL);
        if (state.term() < term) {
            throw new Violation(
                    "term durable",
                    "node " + from + " shows a term that is not durable: " + message + ", has " + state);
        }
    }
}
