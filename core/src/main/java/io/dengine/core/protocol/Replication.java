package io.dengine.core.protocol;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Effect.Topic;
import io.dengine.core.Event;
import io.dengine.core.PeerFlow;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replicates a leader's log to the others: pipelined, with proof, and back to probing after every doubt (§3.5, §10.2).
 */
final class Replication {
    /** Exchanges of different terms differ, so an answer to one of an earlier term is not taken for a current one. */
    private static final int EXCHANGE_BITS = 24;

    private final CoreState state;
    private final Reading reading;

    Replication(CoreState state, Reading reading) {
        this.state = state;
        this.reading = reading;
    }

    /**
     * Starts the term after the election is won. Its first entry commits what earlier terms left (§3.6.2).
     *
     * @param afterLoss acknowledged entries may be missing; the first entry reports it to every state machine
     */
    void lead(boolean afterLoss) {
        Role.Leader leader = new Role.Leader(state.log.lastIndex() + 1, state.nowNanos);
        state.become(leader);
        state.lastExchange = Math.max(state.lastExchange, state.term << EXCHANGE_BITS);
        state.loss.clusterBegins();
        updatePeers(leader);
        Bytes beginning = Entry.beginning(state.incarnations.positive(), afterLoss);
        Entry first = append(leader, Entry.Kind.NOOP, beginning, state.clock.advance(state.nowNanos));
        if (afterLoss) {
            state.outbox.add(new Effect.Note(Effect.Topic.ELECTED_AFTER_LOSS, state.self(), first.index(), state.term));
        }
        startRound(leader);
        leader.nextHeartbeatNanos = state.nowNanos + state.config.heartbeatNanos();
    }

    void propose(Event.Proposed proposed) {
        if (!(state.role instanceof Role.Leader leader)) {
            refuse(proposed, Reason.NOT_LEADER);
            return;
        }
        if (leader.transfer != null) {
            refuse(proposed, Reason.TRANSFER_IN_FLIGHT);
            return;
        }
        long timeMillis = state.clock.stamp(proposed.wallMillis(), state.nowNanos);
        for (Event.Proposal proposal : proposed.proposals()) {
            Entry entry = append(leader, Entry.Kind.COMMAND, proposal.command(), timeMillis);
            leader.awaited.addLast(new Effect.Awaited(entry.index(), proposal.waiter()));
        }
        broadcast(leader);
    }

    /** Appends a check, but not during a leadership transfer: a later check will do. */
    void check() {
        if (state.role instanceof Role.Leader leader && leader.transfer == null) {
            append(leader, Entry.Kind.CHECK, Bytes.EMPTY, state.clock.millis());
            broadcast(leader);
        }
    }

    private void refuse(Event.Proposed proposed, Reason why) {
        List<Waiter> waiters = new ArrayList<>(proposed.proposals().size());
        for (Event.Proposal proposal : proposed.proposals()) {
            waiters.add(proposal.waiter());
        }
        state.outbox.add(new Effect.Refuse(waiters, why));
    }

    /** Appends one entry to the leader's own log; sending it is the caller's next step. */
    Entry append(Role.Leader leader, Entry.Kind kind, Bytes payload, long timeMillis) {
        Entry entry = new Entry(state.log.lastIndex() + 1, state.term, timeMillis, kind, payload);
        state.log.append(entry);
        state.outbox.append(entry);
        return entry;
    }

    void tick(Role.Leader leader) {
        if (state.nowNanos >= leader.nextHeartbeatNanos) {
            leader.nextHeartbeatNanos = state.nowNanos + state.config.heartbeatNanos();
            for (Peer peer : leader.peers) {
                peer.probing = false; // the message in flight has had its time
                noteLag(peer);
            }
            startRound(leader);
        }
    }

    private void noteLag(Peer peer) {
        boolean lags = state.nowNanos - peer.lastAckNanos > state.config.electionMinNanos();
        if (lags != peer.lagNoted) {
            peer.lagNoted = lags;
            state.outbox.add(new Effect.Note(
                    lags ? Topic.PEER_LAGS : Topic.PEER_CAUGHT_UP, peer.id, peer.matchIndex, state.term));
        }
    }

    /**
     * Sends a message with a new round number to every peer: entries if the peer can take them, otherwise a heartbeat.
     */
    void startRound(Role.Leader leader) {
        leader.round++;
        leader.openRounds.addLast(new Role.Round(leader.round, state.nowNanos));
        for (Peer peer : leader.peers) {
            if (!sendEntries(leader, peer)) {
                sendHeartbeat(leader, peer);
            }
        }
        reading.confirm(leader);
    }

    /** Sends new entries to every peer that can take them. */
    void broadcast(Role.Leader leader) {
        for (Peer peer : leader.peers) {
            sendEntries(leader, peer);
        }
    }

    private boolean sendEntries(Role.Leader leader, Peer peer) {
        boolean sent = false;
        while (maySend(peer) && peer.nextIndex <= state.log.lastIndex()) {
            if (peer.nextIndex <= state.log.base().index()) {
                offerSnapshot(leader, peer);
                return sent;
            }
            if (peer.nextIndex < state.log.cachedFirst()) {
                if (!state.log.isUnreadable(peer.nextIndex)) { // otherwise the peer waits for a snapshot
                    fetch(peer);
                }
                return sent;
            }
            send(leader, peer, state.log.cached(peer.nextIndex, state.log.lastIndex(), state.config.maxAppendBytes()));
            sent = true;
        }
        return sent;
    }

    private boolean maySend(Peer peer) {
        return switch (peer.flow) {
            case PROBE -> !peer.probing && !peer.fetching;
            case PIPELINE -> !peer.fetching && peer.isWindowOpen();
            case SNAPSHOT -> false;
        };
    }

    private void send(Role.Leader leader, Peer peer, List<Entry> entries) {
        EntryId prev = new EntryId(peer.nextIndex - 1, state.log.termAt(peer.nextIndex - 1));
        Message.Append append = new Message.Append(
                state.term, peer.exchange, leader.round, prev, state.commitIndex, entries, askedPromise());
        state.outbox.send(peer.id, append);
        peer.lastSentCommit = state.commitIndex;
        if (peer.flow == PeerFlow.Mode.PROBE) {
            peer.probing = true;
        } else if (!entries.isEmpty()) {
            peer.sent(entries);
        }
    }

    private void sendHeartbeat(Role.Leader leader, Peer peer) {
        // A peer that waits for a snapshot is behind the snapshot index: it rejects, and its rejection echoes the
        // round.
        long prevIndex = Math.max(peer.nextIndex - 1, state.log.base().index());
        EntryId prev = new EntryId(prevIndex, state.log.termAt(prevIndex));
        state.outbox.send(
                peer.id,
                new Message.Append(
                        state.term, peer.exchange, leader.round, prev, state.commitIndex, List.of(), askedPromise()));
        peer.lastSentCommit = state.commitIndex;
    }

    /** Returns the time for which voters must elect no other leader: the lease of this leader is computed from it. */
    private long askedPromise() {
        return state.config.leaseNanos() > 0 ? state.config.electionMinNanos() : 0;
    }

    private void fetch(Peer peer) {
        peer.fetching = true;
        long last = Math.min(state.log.cachedFirst() - 1, state.log.persistedIndex());
        state.outbox.add(new Effect.Fetch(peer.id, peer.exchange, peer.nextIndex, last, state.config.maxAppendBytes()));
    }

    void fetched(Event.Fetched fetched) {
        Peer peer = activePeer(fetched.peer(), fetched.exchange());
        if (peer == null || !peer.fetching || !(state.role instanceof Role.Leader leader)) {
            return;
        }
        peer.fetching = false;
        if (peer.nextIndex <= state.log.base().index()) {
            return; // a snapshot includes them by now
        }
        if (fetched.entries().isEmpty()) {
            unreadable(peer.nextIndex);
        } else if (fetched.entries().get(0).index() == peer.nextIndex && maySend(peer)) {
            send(leader, peer, fetched.entries());
            sendEntries(leader, peer);
        }
    }

    /**
     * Handles an entry that this leader cannot read from its own log. If it is committed, a snapshot will include it
     * and replace it. If not, this node cannot bring it to a quorum: others, who may hold it, must lead.
     */
    private void unreadable(long index) {
        state.log.unreadable(index);
        if (!state.canReadUncommitted()) {
            state.outbox.add(new Effect.Note(Topic.LOG_UNREADABLE, state.self(), index, state.term));
            state.becomeFollower(state.term, CoreStatus.NO_LEADER);
        }
    }

    private void offerSnapshot(Role.Leader leader, Peer peer) {
        if (state.isFenced(peer.id)) {
            return; // it would be sent again and again, as no answer counts
        }
        peer.flow = PeerFlow.Mode.SNAPSHOT;
        state.outbox.add(new Effect.SendSnapshot(peer.id, state.term, peer.exchange, leader.round));
    }

    void snapshotSendFailed(Event.SnapshotSendFailed failed) {
        Peer peer = activePeer(failed.peer(), failed.exchange());
        if (peer != null && peer.flow == PeerFlow.Mode.SNAPSHOT && state.role instanceof Role.Leader leader) {
            peer.probeAgain(++state.lastExchange, peer.nextIndex);
        }
    }

    /**
     * Returns the peer {@code from}, if it answers what this leader has sent to it in this term, since it has its
     * present disk; otherwise null. The only place that credits a round: the answer's term was checked before, and its
     * exchange shows the rest.
     */
    private @Nullable Peer answered(int from, long exchange, long round) {
        if (!(state.role instanceof Role.Leader leader)) {
            return null;
        }
        Peer peer = leader.peer(from);
        if (peer == null || exchange < peer.firstExchange || exchange > state.lastExchange || round > leader.round) {
            return null;
        }
        peer.lastAckNanos = state.nowNanos;
        if (round > peer.ackedRound) {
            peer.ackedRound = round;
            reading.confirm(leader);
        }
        return peer;
    }

    void onEcho(int from, Message.Echo echo) {
        var unused = answered(from, echo.exchange(), echo.round());
    }

    void onSnapshotReply(int from, Message.SnapshotReply reply) {
        Peer peer = answered(from, reply.exchange(), reply.round());
        if (peer == null || reply.exchange() != peer.exchange || !(state.role instanceof Role.Leader leader)) {
            return;
        }
        if (!state.holds(reply.held())) {
            state.outbox.add(
                    new Effect.Note(Topic.PEER_CONTRADICTED, from, reply.held().index(), state.term));
            state.outbox.send(from, new Message.Contradicted(state.term, reply.held()));
            return;
        }
        peer.acknowledged(reply.held().index(), leader.round);
        peer.probeAgain(++state.lastExchange, peer.matchIndex + 1);
        sendEntries(leader, peer);
    }

    void onAccepted(int from, Message.AppendAccepted accepted) {
        Peer peer = answered(from, accepted.exchange(), accepted.round());
        if (peer == null
                || accepted.exchange() != peer.exchange // it proves something for an exchange that has ended
                || accepted.matchIndex() > state.log.lastIndex()
                || !(state.role instanceof Role.Leader leader)) {
            return;
        }
        peer.recovering = accepted.recovering() || remind(leader, peer);
        if (accepted.recovering()) {
            peer.forgottenIndex = 0;
        }
        peer.acknowledged(accepted.matchIndex(), leader.round);
        boolean logsMeet = peer.flow == PeerFlow.Mode.PROBE
                || peer.matchIndex >= state.log.base().index();
        if (peer.flow != PeerFlow.Mode.PIPELINE && logsMeet) {
            peer.flow = PeerFlow.Mode.PIPELINE; // after a snapshot too, if its own answer was lost
            peer.probing = false;
        }
        advanceCommit(leader);
        sendEntries(leader, peer);
    }

    void onRejected(int from, Message.AppendRejected rejected) {
        Peer peer = answered(from, rejected.exchange(), rejected.round());
        if (peer == null
                || rejected.exchange() != peer.exchange
                || peer.flow == PeerFlow.Mode.SNAPSHOT
                || !(state.role instanceof Role.Leader leader)) {
            return;
        }
        EntryId shared = state.log.lastSharedWith(rejected.hint());
        state.outbox.add(new Effect.Note(Topic.PEER_REJECTS, from, shared.index(), state.term));
        EntryId base = state.log.base();
        // What lies before the snapshot index is unknown here: a peer that lost its log may end there, or hold another
        // entry.
        boolean maybeBefore =
                rejected.hint().index() < base.index() || rejected.hint().term() < base.term();
        long held = maybeBefore && shared.index() <= base.index()
                ? Math.min(base.index() - 1, rejected.hint().index())
                : shared.index();
        if (peer.hasLost(held, rejected.round())) {
            peer.lost(held);
            state.outbox.add(new Effect.Note(Topic.PEER_FORGOT, from, peer.forgottenIndex, state.term));
            var unused = remind(leader, peer);
        }
        peer.probeAgain(++state.lastExchange, held + 1);
        if (held < peer.matchIndex) {
            peer.probing = true; // it holds more, or has lost it: only an answer of a later round can tell
        } else if (held < state.log.base().index()) {
            offerSnapshot(leader, peer);
        } else if (!sendEntries(leader, peer) && !peer.fetching) {
            sendHeartbeat(leader, peer);
        }
    }

    /**
     * Reports to a peer that its disk is older than what it has acknowledged, unless it knows; returns whether it had
     * to.
     */
    private boolean remind(Role.Leader leader, Peer peer) {
        if (peer.forgottenIndex == 0) {
            return false;
        }
        state.outbox.send(peer.id, new Message.Forgotten(state.term, leader.round, peer.forgottenIndex));
        return true;
    }

    /** Handles a broken connection: appends in flight may be lost. */
    void disconnected(Role.Leader leader, int id) {
        Peer peer = leader.peer(id);
        if (peer != null && peer.flow != PeerFlow.Mode.SNAPSHOT) {
            peer.probeAgain(++state.lastExchange, peer.matchIndex + 1);
        }
    }

    private @Nullable Peer activePeer(int id, long exchange) {
        if (state.role instanceof Role.Leader leader) {
            Peer peer = leader.peer(id);
            return peer != null && peer.exchange == exchange ? peer : null;
        }
        return null;
    }

    /**
     * Commits what a quorum holds. It counts only entries of its own term (§3.6.2), counts the local disk like any
     * other voter, and does not count a node that may have lost what it acknowledged.
     */
    void advanceCommit(Role.Leader leader) {
        long reached = state.reachedByQuorum(id -> matchOf(leader, id));
        long index = Math.min(reached, state.log.lastIndex());
        if (index > state.commitTarget && state.log.termAt(index) == state.term) {
            state.commitTarget = index;
        }
        long before = state.commitIndex;
        state.advanceCommit();
        if (state.commitIndex > before) {
            committed(leader, before);
        }
    }

    private long matchOf(Role.Leader leader, int id) {
        if (id == state.self()) {
            return state.log.persistedIndex();
        }
        Peer peer = leader.peer(id);
        return peer == null || peer.recovering ? 0 : peer.matchIndex;
    }

    private void committed(Role.Leader leader, long before) {
        for (Peer peer : leader.peers) {
            // Without entries to carry it, the commit index would wait for the heartbeat, and with it the reads at
            // followers.
            if (peer.flow == PeerFlow.Mode.PIPELINE
                    && peer.nextIndex > state.log.lastIndex()
                    && !peer.hasInflight()
                    && peer.lastSentCommit < state.commitIndex) {
                sendHeartbeat(leader, peer);
            }
        }
        if (before < leader.noopIndex && state.commitIndex >= leader.noopIndex) {
            reading.ready(leader);
            if (!leader.waitingReads.isEmpty() && leader.openReads.isEmpty()) {
                startReadRound(leader);
            }
        }
    }

    /** Starts a round for the waiting reads, sent after they arrived. */
    void startReadRound(Role.Leader leader) {
        leader.openReads.addLast(
                new Role.ReadBatch(leader.round + 1, state.commitIndex, List.copyOf(leader.waitingReads)));
        leader.waitingReads.clear();
        startRound(leader);
    }

    /** Sets the peers to those of the configuration in force, and keeps what is known of the ones that stay. */
    void updatePeers(Role.Leader leader) {
        Configuration configuration = state.configuration();
        List<Peer> peers = new ArrayList<>();
        for (Member member : configuration.members()) {
            if (member.id() != state.self()) {
                Peer known = leader.peer(member.id());
                peers.add(known != null ? known : newPeer(leader, member.id()));
            }
        }
        leader.peers = peers.toArray(new Peer[0]);
    }

    private Peer newPeer(Role.Leader leader, int id) {
        return new Peer(id, state.config, ++state.lastExchange, state.log.lastIndex() + 1, state.nowNanos);
    }

    /** Forgets what a peer has proven, because it has another disk: what it acknowledged was on the former one. */
    void forget(Role.Leader leader, int id) {
        for (int i = 0; i < leader.peers.length; i++) {
            if (leader.peers[i].id == id) {
                leader.peers[i] = newPeer(leader, id);
            }
        }
    }

    /**
     * Returns whether a write has been pending for so long that this leader must step down (the write may never
     * finish).
     */
    boolean isDiskStuck() {
        long since = state.log.oldestPendingNanos();
        return since != Long.MAX_VALUE && state.nowNanos - since > diskPatienceNanos(state.config);
    }

    private static long diskPatienceNanos(CoreConfig config) {
        return 2 * config.electionMaxNanos();
    }
}
