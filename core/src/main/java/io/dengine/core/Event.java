package io.dengine.core;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import java.util.List;

/** An input of the core. */
public sealed interface Event {
    /** Time has passed. */
    record Tick() implements Event {}

    /** A member sent a message. */
    record Received(int from, Message message) implements Event {}

    /**
     * Clients propose these commands, in this order.
     *
     * @param wallMillis the wall clock of this node, for the replicated clock
     */
    record Proposed(List<Proposal> proposals, long wallMillis) implements Event {
        public Proposed {
            proposals = List.copyOf(proposals);
        }
    }

    /**
     * One command and the pending request that waits for its result.
     *
     * @param waiter returned unchanged with the committed entry, or with the refusal
     */
    record Proposal(Bytes command, Waiter waiter) {}

    /** Clients ask for an index at which a read is linearizable. */
    record ReadsRequested(List<Waiter> waiters) implements Event {
        public ReadsRequested {
            waiters = List.copyOf(waiters);
        }
    }

    /** Every {@link Effect.Persist} up to {@code sequence} has reached its level. */
    record Persisted(long sequence) implements Event {}

    /** The state machine has applied everything up to {@code index}. */
    record Applied(long index) implements Event {}

    /**
     * The first of the entries that {@link Effect.Fetch} asked for, as many as could be read; empty if the log has a
     * damaged entry there.
     */
    record Fetched(int peer, long exchange, List<Entry> entries) implements Event {
        public Fetched {
            entries = List.copyOf(entries);
        }
    }

    /** The connection to {@code peer} broke, so messages in flight may be lost. Only a hint. */
    record PeerDisconnected(int peer) implements Event {}

    /**
     * {@code peer}, or this node itself, has proven the identity of its disk. Reported before any message that it sends
     * on the same connection.
     */
    record PeerIdentified(int peer, long storageId) implements Event {}

    /**
     * An operator requests a membership change.
     *
     * @param expectedIndex the index of the configuration that the operator saw; the change is refused if another one
     *     is in force
     * @param force remove members even if the leader does not hear from a majority of those that stay
     */
    record ChangeRequested(Configuration target, long expectedIndex, boolean force, Waiter waiter) implements Event {
        public ChangeRequested(Configuration target, long expectedIndex, Waiter waiter) {
            this(target, expectedIndex, false, waiter);
        }
    }

    /** An operator requests that {@code target} becomes leader. */
    record TransferRequested(int target, Waiter waiter) implements Event {}

    /**
     * An operator accepts that entries which this node acknowledged and may have lost are gone, if no other node has
     * them: the node takes part in elections and counts toward commit again.
     */
    record LossAccepted(Waiter waiter) implements Event {}

    /** A request to append an {@link Entry.Kind#CHECK} if this node leads: all members compare their states at it. */
    record CheckRequested() implements Event {}

    /** This node is shutting down and transfers leadership if it leads. */
    record StepDownRequested() implements Event {}

    /**
     * A snapshot of the state machine at {@code meta} is durable; the entries before {@code firstKeptIndex} that it
     * covers may be dropped.
     */
    record SnapshotStored(SnapshotMeta meta, long firstKeptIndex) implements Event {}

    /** Sending a snapshot to {@code peer} has failed. The peer itself reports success. */
    record SnapshotSendFailed(int peer, long exchange) implements Event {}

    /** A snapshot offered by {@code from} has arrived and was verified. */
    record SnapshotReceived(int from, long exchange, long round, SnapshotMeta meta) implements Event {}

    /** A snapshot that {@link Effect.Install} named is in place, durable in log and state machine. */
    record Installed(SnapshotMeta meta) implements Event {}
}
