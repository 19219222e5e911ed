package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.PeerFlow;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Processes one event after the other: decides which part of the protocol handles it and in which term. */
public final class Protocol {
    private final CoreState state;
    private final Invariants invariants;
    private final Reading reading;
    private final Replication replication;
    private final Election election;
    private final Following following;
    private final LeadershipTransfer transfer;
    private final Reconfiguration reconfiguration;
    private final Compaction compaction;

    public Protocol(CoreConfig config, RecoveredLog recovered, long appliedIndex, long nowNanos) {
        state = new CoreState(config, recovered, appliedIndex, nowNanos);
        invariants = new Invariants(state);
        reading = new Reading(state);
        replication = new Replication(state, reading);
        election = new Election(state, replication);
        following = new Following(state);
        transfer = new LeadershipTransfer(state);
        reconfiguration = new Reconfiguration(state, replication);
        compaction = new Compaction(state, following);
    }

    public void step(long nowNanos, Event event, List<Effect> effects) {
        state.nowNanos = Math.max(state.nowNanos, nowNanos);
        state.outbox.begin(effects);
        dispatch(event);
        finish();
        state.publishStatus();
        state.outbox.end(state.log, state.nowNanos);
        state.log.evict(state.config.cacheBytes(), state.commitIndex);
        invariants.check(state);
    }

    private void dispatch(Event event) {
        switch (event) {
            case Event.Tick tick -> tick();
            case Event.Received received -> {
                if (!isIgnored(received.from(), received.message())) {
                    receive(received.from(), received.message());
                }
            }
            case Event.Proposed proposed -> replication.propose(proposed);
            case Event.ReadsRequested requested -> reading.requested(requested, replication);
            case Event.Persisted persisted -> persisted(persisted.sequence());
            case Event.Applied applied -> state.appliedIndex = Math.max(state.appliedIndex, applied.index());
            case Event.Fetched fetched -> replication.fetched(fetched);
            case Event.PeerDisconnected disconnected -> disconnected(disconnected.peer());
            case Event.PeerIdentified identified -> identified(identified.peer(), identified.storageId());
            case Event.ChangeRequested requested -> reconfiguration.requested(requested);
            case Event.TransferRequested requested -> transfer.requested(requested);
            case Event.LossAccepted accepted -> state.loss.accept(accepted.waiter());
            case Event.CheckRequested requested -> replication.check();
            case Event.StepDownRequested requested -> transfer.stepDownRequested();
            case Event.SnapshotStored stored -> compaction.stored(stored);
            case Event.SnapshotSendFailed failed -> replication.snapshotSendFailed(failed);
            case Event.SnapshotReceived received -> compaction.received(received);
            case Event.Installed installed -> compaction.installed(installed);
        }
    }

    /** Does what the event may have made possible, whatever it was. */
    private void finish() {
        if (state.role instanceof Role.Leader leader) {
            if (state.loss.isAccepted() && state.commitIndex >= leader.noopIndex) {
                state.loss.recovered(); // it leads with what is left, and its first entry reported the loss
            }
            reading.startWaiting(leader, replication);
            transfer.proceed(leader);
            reconfiguration.proceed(leader);
        }
    }

    private void tick() {
        switch (state.role) {
            case Role.Follower follower -> {
                reading.tick(follower);
                election.tick();
            }
            case Role.PreCandidate preCandidate -> election.tick();
            case Role.Candidate candidate -> election.tick();
            case Role.Leader leader -> tickLeader(leader);
        }
    }

    private void tickLeader(Role.Leader leader) {
        boolean quorumLost =
                !state.isOnlyVoter() && state.nowNanos - leader.confirmedSentNanos > state.config.electionMaxNanos();
        boolean diskStuck = replication.isDiskStuck();
        if (quorumLost || diskStuck) {
            // From here on it sends nothing more as a leader: a voter that it still reaches must be free to elect
            // another one.
            Effect.Topic topic = quorumLost ? Effect.Topic.QUORUM_LOST : Effect.Topic.DISK_STUCK;
            state.outbox.add(new Effect.Note(topic, state.self(), state.commitIndex, state.term));
            state.becomeFollower(state.term, CoreStatus.NO_LEADER);
            return;
        }
        transfer.tick(leader);
        replication.tick(leader);
        reconfiguration.tick(leader);
    }

    /**
     * Returns whether to ignore a message. What a node with the wrong storage id grants or acknowledges does not count.
     * Its requests are answered all the same, and it is accepted as a leader: this node's configuration may be older
     * than theirs, and the votes that elected it have counted. No node can be in a term that no elections can have
     * reached.
     */
    private boolean isIgnored(int from, Message message) {
        boolean answer = switch (message) {
            case Message.PreVoteReply reply -> true;
            case Message.VoteReply reply -> true;
            case Message.AppendAccepted reply -> true;
            case Message.AppendRejected reply -> true;
            case Message.Echo reply -> true;
            case Message.SnapshotReply reply -> true;
            case Message.Superseded reply -> false;
            case Message.Contradicted contradicted -> false;
            case Message.PreVote question -> false;
            case Message.Vote question -> false;
            case Message.Append append -> false;
            case Message.SnapshotOffer offer -> false;
            case Message.ReadIndex question -> false;
            case Message.ReadIndexReply reply -> false;
            case Message.TimeoutNow order -> false;
            case Message.Forgotten forgotten -> false;
        };
        if (message.term() - state.term > Message.MAX_TERMS_AHEAD) {
            return true; // no elections lead to that term, and none would lead beyond it
        }
        if (answer && state.isFenced(from)) {
            state.outbox.add(new Effect.Note(Effect.Topic.PEER_FENCED, from, state.commitIndex, state.term));
            if (message instanceof Message.SnapshotReply reply) {
                replication.snapshotSendFailed(new Event.SnapshotSendFailed(from, reply.exchange()));
            }
            return true;
        }
        return false;
    }

    private void identified(int peer, long storageId) {
        long before = state.disks.of(peer);
        state.disks.prove(peer, storageId);
        if (before != 0 && before != storageId && state.role instanceof Role.Leader leader) {
            replication.forget(leader, peer);
        }
    }

    private void persisted(long sequence) {
        state.outbox.persisted(sequence);
        state.log.persisted(sequence);
        election.persisted();
        if (state.role instanceof Role.Leader leader) {
            replication.advanceCommit(leader);
        } else {
            state.advanceCommit();
            state.loss.endRecoveryIfCaughtUp();
        }
    }

    private void disconnected(int peer) {
        if (state.role instanceof Role.Leader leader) {
            replication.disconnected(leader, peer);
        } else if (state.role instanceof Role.Follower follower && follower.leaderId == peer) {
            state.refuseReads(follower);
            election.leaderDisconnected(peer);
        }
    }

    private void receive(int from, Message message) {
        switch (message) {
            case Message.PreVote preVote -> {
                election.onPreVote(from, preVote); // its term is a question; no node is in it yet
                return;
            }
            case Message.PreVoteReply reply
            when reply.granted() -> {
                election.onPreVoteReply(from, reply); // repeats the term asked for; no node is in it yet
                return;
            }
            case Message.Vote vote
            when !vote.transfer() && vote.term() >= state.term && election.isLeaderLive() -> {
                // Before any change of term, and in this term as well, whatever has raised it meanwhile: while the
                // promise to a leader holds, no other one is elected with this node's vote.
                return;
            }
            default -> {}
        }
        if (message.term() > state.term) {
            state.becomeFollower(message.term(), leaderNamedBy(from, message));
        }
        if (message.term() < state.term) {
            answerStale(from, message);
        } else {
            receiveInTerm(from, message);
        }
    }

    private static int leaderNamedBy(int from, Message message) {
        boolean leads = message instanceof Message.Append || message instanceof Message.SnapshotOffer;
        return leads ? from : CoreStatus.NO_LEADER;
    }

    /** Answers requests of an earlier term with the current one, so that their sender learns of it. */
    private void answerStale(int from, Message message) {
        switch (message) {
            case Message.Append append -> state.outbox.send(from, new Message.Superseded(state.term));
            case Message.SnapshotOffer offer -> state.outbox.send(from, new Message.Superseded(state.term));
            case Message.Vote vote -> state.outbox.send(from, new Message.VoteReply(state.term, false));
            case Message.ReadIndex request -> reading.onReadIndex(from, request, replication);
            case Message.PreVote preVote -> {}
            case Message.PreVoteReply reply -> {}
            case Message.VoteReply reply -> {}
            case Message.AppendAccepted accepted -> {}
            case Message.AppendRejected rejected -> {}
            case Message.Echo echo -> {}
            case Message.Superseded superseded -> {}
            case Message.Contradicted contradicted -> {}
            case Message.ReadIndexReply reply -> {}
            case Message.SnapshotReply reply -> {}
            case Message.TimeoutNow timeoutNow -> {}
            case Message.Forgotten forgotten -> {}
        }
    }

    private void receiveInTerm(int from, Message message) {
        switch (message) {
            case Message.Append append -> following.onAppend(from, append);
            case Message.AppendAccepted accepted -> replication.onAccepted(from, accepted);
            case Message.AppendRejected rejected -> replication.onRejected(from, rejected);
            case Message.Echo echo -> replication.onEcho(from, echo);
            case Message.Superseded superseded -> {}
            case Message.Contradicted contradicted -> {
                if (state.follows(from)) {
                    following.onContradicted(contradicted);
                }
            }
            case Message.Vote vote -> election.onVote(from, vote);
            case Message.VoteReply reply -> election.onVoteReply(from, reply);
            case Message.ReadIndex request -> reading.onReadIndex(from, request, replication);
            case Message.ReadIndexReply reply -> reading.onReadIndexReply(from, reply);
            case Message.SnapshotOffer offer -> compaction.onOffer(from, offer);
            case Message.SnapshotReply reply -> replication.onSnapshotReply(from, reply);
            case Message.TimeoutNow timeoutNow -> {
                if (state.follows(from)) {
                    election.onTimeoutNow();
                }
            }
            case Message.Forgotten forgotten -> {
                if (state.follows(from)) {
                    state.loss.onForgotten(forgotten);
                }
            }
            case Message.PreVote preVote -> {}
            case Message.PreVoteReply reply -> {}
        }
    }

    /** Returns the time at which a tick is needed if no other event comes, in nanoseconds of the monotonic clock. */
    public long nextDeadlineNanos() {
        return switch (state.role) {
            case Role.Follower follower -> {
                long election = state.mayCampaign() ? state.electionDeadlineNanos : Long.MAX_VALUE;
                long reads = follower.askedReads.isEmpty()
                        ? Long.MAX_VALUE
                        : follower.askedSinceNanos + state.config.electionMinNanos() + 1;
                yield Math.min(election, reads);
            }
            case Role.PreCandidate preCandidate -> state.electionDeadlineNanos;
            case Role.Candidate candidate -> state.electionDeadlineNanos;
            case Role.Leader leader -> leader.nextHeartbeatNanos;
        };
    }

    public CoreStatus status() {
        return state.published();
    }

    public long commitIndex() {
        return state.commitIndex;
    }

    public EntryId lastId() {
        return state.log.lastId();
    }

    public EntryId base() {
        return state.log.base();
    }

    public long persistedIndex() {
        return state.log.persistedIndex();
    }

    public Configuration configuration() {
        return state.configuration();
    }

    public boolean isRecovering() {
        return state.loss.isRecovering();
    }

    /** Returns the latest replicated clock that this node has seen. */
    public long clockMillis() {
        return state.clock.millis();
    }

    /**
     * Returns whether a peer has caught up well enough to become a voter, as far as this node knows; false if it does
     * not lead.
     */
    public boolean isReadyToVote(int peerId) {
        return state.role instanceof Role.Leader leader && reconfiguration.isReady(leader, peerId);
    }

    /** Returns whether a peer has answered this node within an election timeout; false if it does not lead. */
    public boolean isHeard(int peerId) {
        return state.role instanceof Role.Leader leader && reconfiguration.isHeard(leader, peerId);
    }

    /** Returns the match index of a peer, or -1 if this node does not lead or has no such peer. */
    public long matchIndexOf(int peerId) {
        if (state.role instanceof Role.Leader leader) {
            Peer peer = leader.peer(peerId);
            return peer == null ? -1 : peer.matchIndex;
        }
        return -1;
    }

    /** Returns how this node sends its log to {@code peerId}, or null if it does not lead or has no such peer. */
    public @Nullable PeerFlow flowOf(int peerId) {
        Peer peer = state.role instanceof Role.Leader leader ? leader.peer(peerId) : null;
        return peer == null ? null : peer.sending();
    }
}
