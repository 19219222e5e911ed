package io.dengine.core;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import java.util.List;

/** Everything that can happen to the core. */
public sealed interface Event {
    /** Time has passed. */
    record Tick() implements Event {}

    /** A member said something. */
    record Received(int from, Message message) implements Event {}

    /**
     * Clients want these commands in the log, in this order.
     *
     * @param wallMillis the wall clock of this node, for the replicated clock
     */
    record Proposed(List<Proposal> proposals, long wallMillis) implements Event {
        public Proposed {
            proposals = List.copyOf(proposals);
        }
    }

    /**
     * One command and whoever waits for its result.
     *
     * @param rider handed back untouched with the committed entry, or with the refusal
     */
    record Proposal(Bytes command, Object rider) {}

    /** Clients want to know an index at which a read is linearizable. */
    record ReadsRequested(List<Object> riders) implements Event {
        public ReadsRequested {
            riders = List.copyOf(riders);
        }
    }

    /** Every {@link Effect.Persist} up to {@code sequence} has reached its level. */
    record Persisted(long sequence) implements Event {}

    /** The state machine has applied everything up to {@code index}. */
    record Applied(long index) implements Event {}

    /** Entries that {@link Effect.Fetch} asked for; empty if they could not be read. */
    record Fetched(int peer, long session, List<Entry> entries) implements Event {
        public Fetched {
            entries = List.copyOf(entries);
        }
    }

    /** The connection to {@code peer} broke: what was in flight may be lost. Only a hint. */
    record PeerDisconnected(int peer) implements Event {}

    /**
     * {@code peer}, or this node itself, has proven the identity of its disk. Told before any message that it sends on
     * the same connection.
     */
    record PeerIdentified(int peer, long storageId) implements Event {}

    /**
     * An operator wants these members.
     *
     * @param expectedIndex the index of the configuration the operator saw; another one in force refuses the change
     * @param force remove members even if a majority of those that stay is not heard from
     */
    record ChangeRequested(Configuration target, long expectedIndex, boolean force, Object rider) implements Event {
        public ChangeRequested(Configuration target, long expectedIndex, Object rider) {
            this(target, expectedIndex, false, rider);
        }
    }

    /** An operator wants {@code target} to lead. */
    record TransferRequested(int target, Object rider) implements Event {}

    /**
     * An operator accepts that what this node acknowledged and may have lost is gone, if nobody else has it: the node
     * takes part in elections and commits again.
     */
    record LossAccepted(Object rider) implements Event {}

    /** If this node leads, an {@link Entry.Kind#CHECK} shall be in the log: all members compare their states at it. */
    record CheckRequested() implements Event {}

    /** This node is shutting down and hands over if it leads. */
    record StepDownRequested() implements Event {}

    /**
     * A snapshot of the state machine at {@code meta} is durable; entries before it may go, but for the newest kept.
     */
    record SnapshotStored(SnapshotMeta meta, long firstKeptIndex) implements Event {}

    /** Sending a snapshot to {@code peer} ended; the peer answers for its success itself. */
    record SnapshotSendFailed(int peer, long session) implements Event {}

    /** A snapshot offered by {@code from} has arrived and was verified. */
    record SnapshotReceived(int from, long session, long round, SnapshotMeta meta) implements Event {}

    /** A snapshot that {@link Effect.Install} named is in place, durable in log and state machine. */
    record Installed(SnapshotMeta meta) implements Event {}
}
