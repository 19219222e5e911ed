package io.dengine.core.protocol;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;

/**
 * The election of leaders: pre-votes, votes and the stickiness that protects a live leader (Raft dissertation, §3.4,
 * §4.2.3, §9.6).
 */
final class Election {
    private final CoreState state;
    private final Replication replication;

    Election(CoreState state, Replication replication) {
        this.state = state;
        this.replication = replication;
    }

    /** Handles the tick of a follower or candidate. */
    void tick() {
        if (state.nowNanos < state.electionDeadlineNanos) {
            return;
        }
        if (state.mayCampaign()) {
            startPreVote();
        } else if (!(state.role instanceof Role.Follower)) {
            state.becomeFollower(state.term, CoreStatus.NO_LEADER); // it lost its vote while it campaigned
        }
    }

    /**
     * Returns whether this node has promised not to elect another leader now: it heard from a leader a short time ago,
     * or is a leader that a quorum has confirmed less than a minimum election timeout ago.
     */
    boolean isLeaderLive() {
        return state.role instanceof Role.Leader leader
                ? state.nowNanos - leader.confirmedSentNanos < state.config.electionMinNanos()
                : state.nowNanos < state.promise.untilNanos();
    }

    /**
     * Handles a broken connection to the leader: campaigns as soon as the promise to it ends. All others may have
     * noticed at the same moment, so they take turns, in the order of their ids after the leader's: random delays alone
     * would often split the vote.
     */
    void leaderDisconnected(int leader) {
        long turn = Math.max(2, (state.config.electionMaxNanos() - state.config.electionMinNanos()) / 4);
        long earliest = Math.max(state.nowNanos, state.promise.untilNanos());
        long own = earliest + turnAfter(leader) * turn + state.prng.between(1, Math.max(2, turn / 4));
        state.electionDeadlineNanos = Math.min(state.electionDeadlineNanos, own);
    }

    /** Returns the number of voters between {@code leader} and this one, in circular order of ids. */
    private int turnAfter(int leader) {
        int before = 0;
        for (Member member : state.configuration().members()) {
            int id = member.id();
            boolean between =
                    leader < state.self() ? leader < id && id < state.self() : id > leader || id < state.self();
            before += member.isVoter() && between ? 1 : 0;
        }
        return before;
    }

    private void startPreVote() {
        Role.PreCandidate preCandidate = new Role.PreCandidate();
        state.become(preCandidate);
        // A pre-vote disturbs no node, so it is repeated often: a voter that just heard from the old leader grants it
        // soon.
        long heartbeat = state.config.heartbeatNanos();
        state.electionDeadlineNanos = state.nowNanos + state.prng.between(heartbeat, 2 * heartbeat + 1);
        preCandidate.votes.grant(state.self());
        askVoters(new Message.PreVote(state.term + 1, state.log.lastId()));
        countPreVotes(preCandidate);
    }

    void campaign(boolean transfer) {
        Role.Candidate candidate = new Role.Candidate(state.outbox.nextSequence(), state.loss.isAccepted());
        state.become(candidate);
        state.setHardState(state.term + 1, state.self());
        long retry = Math.max(state.config.electionMinNanos() / 4, 2 * state.config.heartbeatNanos());
        state.electionDeadlineNanos = state.nowNanos + state.prng.between(retry, 2 * retry);
        state.outbox.add(
                new Effect.Note(Effect.Topic.ELECTION_STARTED, state.self(), state.log.lastIndex(), state.term));
        askVoters(new Message.Vote(state.term, state.log.lastId(), transfer));
    }

    private void askVoters(Message question) {
        for (Member member : state.configuration().members()) {
            if (member.isVoter() && member.id() != state.self()) {
                state.outbox.send(member.id(), question);
            }
        }
    }

    void onPreVote(int from, Message.PreVote preVote) {
        boolean granted = preVote.term() > state.term
                && !isLeaderLive()
                && state.loss.mayHelpElect(preVote.last())
                && preVote.last().atLeastAsUpToDateAs(state.log.lastId());
        state.outbox.send(from, new Message.PreVoteReply(granted ? preVote.term() : state.term, granted));
    }

    void onPreVoteReply(int from, Message.PreVoteReply reply) {
        if (reply.granted() && reply.term() == state.term + 1 && state.role instanceof Role.PreCandidate preCandidate) {
            preCandidate.votes.grant(from);
            countPreVotes(preCandidate);
        }
    }

    private void countPreVotes(Role.PreCandidate preCandidate) {
        if (state.loss.isPatient() ? hasAll(preCandidate.votes) : hasQuorum(preCandidate.votes)) {
            campaign(false);
        }
    }

    private boolean hasAll(Role.Votes votes) {
        for (Member member : state.configuration().members()) {
            if (member.isVoter() && !votes.has(member.id())) {
                return false;
            }
        }
        return !state.isFenced(state.self());
    }

    /** Handles a vote request in the current term; its term and stickiness were checked before. */
    void onVote(int from, Message.Vote vote) {
        boolean free = state.votedFor == HardState.NOBODY || state.votedFor == from;
        boolean granted =
                free && state.loss.mayHelpElect(vote.last()) && vote.last().atLeastAsUpToDateAs(state.log.lastId());
        if (granted && state.votedFor != from) {
            state.becomeFollower(state.term, CoreStatus.NO_LEADER);
            state.setHardState(state.term, from);
            if (vote.last().index() == 0) {
                state.loss.clusterBegins();
            }
        }
        state.outbox.send(from, new Message.VoteReply(state.term, granted, granted && state.loss.isAccepted()));
    }

    void onVoteReply(int from, Message.VoteReply reply) {
        if (reply.granted() && state.role instanceof Role.Candidate candidate) {
            candidate.votes.grant(from);
            candidate.afterLoss |= reply.lossAccepted();
            countVotes(candidate);
        }
    }

    /** Handles progress of storage: a candidate's own vote counts once it is durable. */
    void persisted() {
        if (state.role instanceof Role.Candidate candidate
                && state.outbox.persistedSequence() >= candidate.voteSequence) {
            candidate.votes.grant(state.self());
            countVotes(candidate);
        }
    }

    private void countVotes(Role.Candidate candidate) {
        if (hasQuorum(candidate.votes)) {
            replication.lead(candidate.afterLoss);
        }
    }

    private boolean hasQuorum(Role.Votes votes) {
        return state.reachedByQuorum(id -> votes.has(id) ? 1 : 0) >= 1;
    }

    /**
     * Handles the leader's request to take over: this node's promise to the leader is void, because the leader asked
     * for it.
     */
    void onTimeoutNow() {
        if (state.mayCampaign()) {
            campaign(true);
        }
    }
}
