package io.dengine.core.protocol;

import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.Reason;
import io.dengine.core.Waiter;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transfers leadership without waiting for an election timeout (Raft dissertation, §3.10). */
final class LeadershipTransfer {
    private final CoreState state;

    LeadershipTransfer(CoreState state) {
        this.state = state;
    }

    void requested(Event.TransferRequested request) {
        if (!(state.role instanceof Role.Leader leader)) {
            refuse(request.waiter(), Reason.NOT_LEADER);
        } else if (leader.transfer != null) {
            refuse(request.waiter(), Reason.TRANSFER_IN_FLIGHT);
        } else if (request.target() == state.self()) {
            state.outbox.add(new Effect.Complete(List.of(request.waiter())));
        } else if (!state.configuration().isVoter(request.target())) {
            refuse(request.waiter(), Reason.INVALID_CHANGE);
        } else {
            begin(leader, request.target(), request.waiter());
        }
    }

    /** Starts a transfer because this node shuts down, to the voter that holds most of the log. */
    void stepDownRequested() {
        if (!(state.role instanceof Role.Leader leader) || leader.transfer != null) {
            return;
        }
        @Nullable Peer best = null;
        for (Peer peer : leader.peers) {
            @Nullable Member member = state.configuration().member(peer.id);
            if (member != null && member.votesInNew() && (best == null || peer.matchIndex > best.matchIndex)) {
                best = peer;
            }
        }
        if (best != null) {
            begin(leader, best.id, null);
        }
    }

    private void begin(Role.Leader leader, int target, @Nullable Waiter waiter) {
        leader.transfer = new Role.Transfer(target, state.nowNanos + state.config.electionMinNanos(), waiter);
        proceed(leader);
    }

    /** Asks the target to take over once it holds the whole log. Called after each event. */
    void proceed(Role.Leader leader) {
        Role.Transfer transfer = leader.transfer;
        if (transfer == null || transfer.sent) {
            return;
        }
        @Nullable Peer peer = leader.peer(transfer.target);
        if (peer != null && !peer.recovering && peer.matchIndex == state.log.lastIndex()) {
            transfer.sent = true;
            // From here on another leader may be elected at any time, so no lease may be relied on in this term.
            leader.leaseForfeited = true;
            state.outbox.add(new Effect.LeaseGranted(state.term, Long.MIN_VALUE, Long.MAX_VALUE));
            state.outbox.send(transfer.target, new Message.TimeoutNow(state.term));
        }
    }

    void tick(Role.Leader leader) {
        Role.Transfer transfer = leader.transfer;
        if (transfer != null && state.nowNanos >= transfer.deadlineNanos) {
            leader.transfer = null;
            if (transfer.waiter != null) {
                refuse(transfer.waiter, Reason.TRANSFER_FAILED);
            }
        }
    }

    private void refuse(Waiter waiter, Reason why) {
        state.outbox.add(new Effect.Refuse(List.of(waiter), why));
    }
}
