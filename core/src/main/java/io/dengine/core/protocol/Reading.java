package io.dengine.core.protocol;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads without a log entry (Raft dissertation, §6.4): a read is confirmed by a round that was sent after it arrived
 * and that a quorum has echoed. The same rounds carry the lease.
 */
final class Reading {
    private final CoreState state;

    Reading(CoreState state) {
        this.state = state;
    }

    /** Handles reads that clients of this node request. */
    void requested(Event.ReadsRequested requested, Replication replication) {
        switch (state.role) {
            case Role.Leader leader -> addToLeader(leader, requested.waiters(), replication);
            case Role.Follower follower -> askLeader(follower, requested.waiters());
            case Role.PreCandidate preCandidate -> refuse(requested.waiters());
            case Role.Candidate candidate -> refuse(requested.waiters());
        }
    }

    private void refuse(List<Waiter> waiters) {
        state.outbox.add(new Effect.Refuse(waiters, Reason.NOT_LEADER));
    }

    private void addToLeader(Role.Leader leader, List<Waiter> waiters, Replication replication) {
        leader.waitingReads.addAll(waiters);
        if (isReady(leader) && leader.openReads.isEmpty()) {
            replication.startReadRound(leader);
        }
    }

    /**
     * Returns whether the leader may confirm reads: before an entry of its own term is committed, it does not know what
     * is committed (§6.4, step 1).
     */
    private boolean isReady(Role.Leader leader) {
        return state.commitIndex >= leader.noopIndex;
    }

    /** Handles the commit of the leader's first entry: the lease may begin with what was confirmed before. */
    void ready(Role.Leader leader) {
        grantLease(leader);
    }

    /** Confirms the reads that waited for a round that a quorum has now echoed, and renews the lease. */
    void confirm(Role.Leader leader) {
        long confirmed = state.reachedByQuorum(id -> ackedRound(leader, id));
        if (confirmed <= leader.confirmedRound || confirmed == Long.MAX_VALUE) {
            return;
        }
        leader.confirmedRound = confirmed;
        while (!leader.openRounds.isEmpty() && leader.openRounds.getFirst().number() <= confirmed) {
            leader.confirmedSentNanos = leader.openRounds.removeFirst().sentNanos();
        }
        if (isReady(leader)) {
            grantLease(leader);
            completeReads(leader, confirmed);
        }
    }

    private long ackedRound(Role.Leader leader, int id) {
        if (id == state.self()) {
            return leader.round;
        }
        Peer peer = leader.peer(id);
        return peer == null ? 0 : peer.ackedRound;
    }

    private void grantLease(Role.Leader leader) {
        if (state.config.leaseNanos() > 0 && !leader.leaseForfeited && leader.confirmedRound > leader.leaseAfterRound) {
            state.outbox.add(new Effect.LeaseGranted(
                    state.term, leader.confirmedSentNanos + state.config.leaseNanos(), leader.noopIndex));
        }
    }

    private void completeReads(Role.Leader leader, long confirmed) {
        while (!leader.openReads.isEmpty() && leader.openReads.getFirst().round() <= confirmed) {
            Role.ReadBatch batch = leader.openReads.removeFirst();
            List<Waiter> local = new ArrayList<>(batch.waiters().size());
            for (Waiter waiter : batch.waiters()) {
                if (waiter instanceof Role.RemoteRead remote) {
                    state.outbox.send(
                            remote.from(), new Message.ReadIndexReply(state.term, remote.requestId(), batch.index()));
                } else {
                    local.add(waiter);
                }
            }
            if (!local.isEmpty()) {
                state.outbox.add(new Effect.ReadAt(local, batch.index()));
            }
        }
    }

    /** Starts a round for the reads that arrived meanwhile. A leader's part of a tick and of the end of each event. */
    void startWaiting(Role.Leader leader, Replication replication) {
        if (!leader.waitingReads.isEmpty() && leader.openReads.isEmpty() && isReady(leader)) {
            replication.startReadRound(leader);
        }
    }

    private void askLeader(Role.Follower follower, List<Waiter> waiters) {
        if (follower.leaderId == CoreStatus.NO_LEADER) {
            refuse(waiters);
            return;
        }
        follower.waitingReads.addAll(waiters);
        askNext(follower);
    }

    /** Sends one request at a time; reads that arrive meanwhile go with the next one. */
    private void askNext(Role.Follower follower) {
        if (follower.askedReads.isEmpty() && !follower.waitingReads.isEmpty()) {
            follower.askedReads.addAll(follower.waitingReads);
            follower.waitingReads.clear();
            follower.askedRequestId = ++state.lastRequestId;
            follower.askedSinceNanos = state.nowNanos;
            state.outbox.send(follower.leaderId, new Message.ReadIndex(state.term, follower.askedRequestId));
        }
    }

    /** Handles the tick of a follower: a request that was lost must not delay the reads behind it. */
    void tick(Role.Follower follower) {
        if (!follower.askedReads.isEmpty()
                && state.nowNanos - follower.askedSinceNanos > state.config.electionMinNanos()) {
            state.refuseReads(follower);
        }
    }

    void onReadIndex(int from, Message.ReadIndex request, Replication replication) {
        if (state.role instanceof Role.Leader leader) {
            addToLeader(leader, List.of(new Role.RemoteRead(from, request.requestId())), replication);
        } else {
            state.outbox.send(
                    from,
                    new Message.ReadIndexReply(state.term, request.requestId(), Message.ReadIndexReply.NOT_GRANTED));
        }
    }

    void onReadIndexReply(int from, Message.ReadIndexReply reply) {
        if (!(state.role instanceof Role.Follower follower)
                || follower.askedReads.isEmpty()
                || reply.requestId() != follower.askedRequestId
                || from != follower.leaderId) {
            return;
        }
        // After an accepted loss, an index may name another entry than the one that was applied here.
        boolean mayDiffer = state.commitIndex > follower.sharedIndex;
        if (reply.index() == Message.ReadIndexReply.NOT_GRANTED || mayDiffer) {
            state.refuseReads(follower);
            return;
        }
        List<Waiter> waiters = List.copyOf(follower.askedReads);
        follower.askedReads.clear();
        state.outbox.add(new Effect.ReadAt(waiters, reply.index()));
        askNext(follower);
    }
}
