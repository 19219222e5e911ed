package io.dengine.core;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action that the core requests. The effects of a step are executed in their order. */
public sealed interface Effect {
    /**
     * Changes what is stored, in the order of {@code sequence}: the hard state first, then the truncation, then the
     * entries. Once all of it has reached {@code level}, the receiver executes {@code after} and reports
     * {@link Event.Persisted}.
     *
     * @param sequence counts up by one from 1
     * @param hardState the new term, vote and completeness, or null if they are unchanged; always synced, whatever
     *     {@code level} says, before any entry of this or a later effect is written
     * @param truncateAfter the last index to keep, or {@link #KEEP_ALL}
     * @param entries contiguous, and following the entries that are kept
     * @param level the level that {@code after} waits for
     * @param after the messages that may leave the node only then, in order
     */
    record Persist(
            long sequence,
            @Nullable HardState hardState,
            long truncateAfter,
            List<Entry> entries,
            Level level,
            List<Send> after)
            implements Effect {
        /** Nothing is truncated. */
        public static final long KEEP_ALL = Long.MAX_VALUE;

        public Persist {
            entries = List.copyOf(entries);
            after = List.copyOf(after);
        }
    }

    /** The level of durability that a write has reached. */
    enum Level {
        /** The operating system has the data: it survives a crash of the process. */
        WRITTEN,
        /** The disk has the data: it survives a power failure. */
        SYNCED
    }

    /** Sends a message on a best-effort basis: it may be lost, delayed or repeated. */
    record Send(int to, Message message) implements Effect {}

    /**
     * Allows everything up to {@code commitIndex} to be applied; it is in the local log at the acknowledged level.
     *
     * @param cached the last of the newly committed entries, contiguous up to {@code commitIndex}; the ones before them
     *     are read from the log store
     * @param awaited the pending requests for entries among the newly committed ones, by ascending index
     */
    record Commit(long commitIndex, List<Entry> cached, List<Awaited> awaited) implements Effect {}

    /** A pending request that waits for the entry at {@code index}. */
    record Awaited(long index, Waiter waiter) {}

    /** Reports proposals that were in the log when leadership ended: they may still be committed, or never. */
    record Abandon(List<Waiter> waiters) implements Effect {
        public Abandon {
            waiters = List.copyOf(waiters);
        }
    }

    /** Reports requests that were not executed and never will be. */
    record Refuse(List<Waiter> waiters, Reason why) implements Effect {
        public Refuse {
            waiters = List.copyOf(waiters);
        }
    }

    /**
     * Reports requests that succeeded: a transfer ended with another leader, a membership change committed, or a loss
     * was accepted.
     */
    record Complete(List<Waiter> waiters) implements Effect {
        public Complete {
            waiters = List.copyOf(waiters);
        }
    }

    /** Releases reads that may be answered from a state that has applied {@code index}. */
    record ReadAt(List<Waiter> waiters, long index) implements Effect {
        public ReadAt {
            waiters = List.copyOf(waiters);
        }
    }

    /**
     * Allows any thread to read this node's state without asking a peer until {@code validUntilNanos}, once the state
     * has applied {@code floorIndex}. A {@code validUntilNanos} of {@link Long#MIN_VALUE} revokes the leader lease.
     */
    record LeaseGranted(long term, long validUntilNanos, long floorIndex) implements Effect {}

    /** Reports that the role, term or leader has changed, with the new status. */
    record StatusChanged(CoreStatus status) implements Effect {}

    /** Reports that a configuration is in force: from append, or again after a truncation. The transport follows it. */
    record ConfigurationChanged(Configuration configuration, boolean committed) implements Effect {}

    /** Reads entries from the log store; the answer is {@link Event.Fetched}. */
    record Fetch(int peer, long exchange, long firstIndex, long lastIndex, int maxBytes) implements Effect {}

    /** Streams the newest snapshot to {@code peer}; the offer is sent with it. */
    record SendSnapshot(int peer, long term, long exchange, long round) implements Effect {}

    /** Replaces log and state machine by the received snapshot; {@link Event.Installed} reports the end. */
    record Install(SnapshotMeta meta) implements Effect {}

    /** Allows entries up to {@code base} to be dropped: they are in a durable snapshot and no longer needed. */
    record Compact(SnapshotMeta base) implements Effect {}

    /** Reports something that an operator may want to know; the receiver limits the rate. */
    record Note(Topic topic, int peer, long index, long term) implements Effect {}

    /** The subject of a {@link Note}. */
    enum Topic {
        ELECTION_STARTED,
        PEER_REJECTS,
        PEER_CAUGHT_UP,
        PEER_LAGS,
        QUORUM_LOST,
        DISK_STUCK,
        /** A leader cannot read an entry of its own log that is not committed, so it stops leading. */
        LOG_UNREADABLE,
        RECOVERED,
        /** An operator has accepted the loss of entries that may be missing on this node. */
        LOSS_ACCEPTED,
        /** A leader was elected with a vote of a node whose loss was accepted: acknowledged entries may be missing. */
        ELECTED_AFTER_LOSS,
        /** The node has elected, or heard from, the first leader of a new cluster, so no entry is missing on it. */
        CLUSTER_BEGUN,
        /**
         * This node's disk is older than what it acknowledged: it neither votes nor counts toward commit until it has
         * caught up.
         */
        DISK_FORGOT,
        /** The leader has proof that the disk of a peer is older than what the peer has acknowledged. */
        PEER_FORGOT,
        /** A peer holds as committed what this leader does not have: entries that an accepted loss discarded. */
        PEER_CONTRADICTED,
        /** A node is not the member that it claims to be; see {@link io.dengine.core.membership.Fence}. */
        PEER_FENCED,
        /** A learner has caught up and becomes a voter. */
        LEARNER_PROMOTED
    }
}
