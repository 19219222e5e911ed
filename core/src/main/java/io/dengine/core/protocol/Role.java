package io.dengine.core.protocol;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Waiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The role of this node, with exactly the fields that have a meaning in it. A transition replaces it as a whole. */
sealed interface Role {
    /**
     * Follows a leader, or waits for one. Used for voters and learners alike: the configuration decides which it is.
     */
    final class Follower implements Role {
        /** The leader of the current term, or {@link CoreStatus#NO_LEADER}. */
        int leaderId;

        /** Reads that wait to be sent to the leader. */
        final List<Waiter> waitingReads = new ArrayList<>();

        /** Reads whose request is in flight to the leader. */
        final List<Waiter> askedReads = new ArrayList<>();

        /** The id of the request in flight; ids are never used twice, so no late answer can confirm a later read. */
        long askedRequestId;

        long askedSinceNanos;

        /** The index up to which this log is known to be that of the leader, by the appends of this term. */
        long sharedIndex;

        Follower(int leaderId) {
            this.leaderId = leaderId;
        }
    }

    /** Asks whether it would be elected, without disturbing a live leader. */
    final class PreCandidate implements Role {
        final Votes votes = new Votes();
    }

    /** Asks to be elected. */
    final class Candidate implements Role {
        final Votes votes = new Votes();

        /** The sequence of the persist effect that stores its own vote; the vote counts once that is durable. */
        final long voteSequence;

        /** True if any of the votes came from a node whose loss of acknowledged entries was accepted. */
        boolean afterLoss;

        Candidate(long voteSequence, boolean afterLoss) {
            this.voteSequence = voteSequence;
            this.afterLoss = afterLoss;
        }
    }

    /** Leads. */
    final class Leader implements Role {
        /** All other members of the configuration in force, by ascending id. */
        Peer[] peers = new Peer[0];

        /** The index of the first entry of this term: reads and leases wait until it is committed. */
        final long noopIndex;

        long nextHeartbeatNanos;

        /** The number of the newest round, which confirms leadership. Every append carries the newest one. */
        long round;

        /** Rounds not yet echoed by a quorum, oldest first. */
        final ArrayDeque<Round> openRounds = new ArrayDeque<>();

        /** The newest round that a quorum has echoed, and when it was sent. */
        long confirmedRound;

        long confirmedSentNanos;

        /** Rounds up to this one were sent under another configuration and grant no lease. */
        long leaseAfterRound;

        /** Reads that no round confirms yet. */
        final List<Waiter> waitingReads = new ArrayList<>();

        final ArrayDeque<ReadBatch> openReads = new ArrayDeque<>();

        /** The pending requests that wait for entries, by ascending index. */
        final ArrayDeque<Effect.Awaited> awaited = new ArrayDeque<>();

        @Nullable
        Transfer transfer;

        /** TimeoutNow was sent in this term: another node may win without waiting for any lease to end. */
        boolean leaseForfeited;

        /** The pending request for a membership change. */
        Effect.@Nullable Awaited awaitedChange;

        Leader(long noopIndex, long nowNanos) {
            this.noopIndex = noopIndex;
            this.nextHeartbeatNanos = nowNanos;
            this.confirmedSentNanos = nowNanos;
        }

        @Nullable
        Peer peer(int id) {
            for (Peer peer : peers) {
                if (peer.id == id) {
                    return peer;
                }
            }
            return null;
        }
    }

    /** A round that was sent at {@code sentNanos}. */
    record Round(long number, long sentNanos) {}

    /** Reads that are linearizable at {@code index} once {@code round} is confirmed. */
    record ReadBatch(long round, long index, List<Waiter> waiters) {}

    /** A read that a follower asked for on behalf of its own clients. */
    record RemoteRead(int from, long requestId) implements Waiter {}

    /** A leadership transfer in flight. */
    final class Transfer {
        final int target;
        final long deadlineNanos;

        /** The pending request, or null if this node is shutting down. */
        final @Nullable Waiter waiter;

        boolean sent;

        Transfer(int target, long deadlineNanos, @Nullable Waiter waiter) {
            this.target = target;
            this.deadlineNanos = deadlineNanos;
            this.waiter = waiter;
        }
    }

    /** The nodes that have granted a vote; each counts once, however often it grants. */
    final class Votes {
        private int[] granted = new int[8];
        private int count;

        void grant(int id) {
            if (!has(id)) {
                granted = count == granted.length ? Arrays.copyOf(granted, count * 2) : granted;
                granted[count++] = id;
            }
        }

        boolean has(int id) {
            for (int i = 0; i < count; i++) {
                if (granted[i] == id) {
                    return true;
                }
            }
            return false;
        }
    }
}
