package io.dengine.core;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the core wants done, in this order. */
public sealed interface Effect {
    /**
     * Change what is stored, in the order of {@code sequence}: the hard state first, then the truncation, then the
     * entries. Once all of it has reached {@code level}, carry out {@code after}, and report
     * {@link Event.Persisted}.
     *
     * @param sequence counts up by one from 1
     * @param hardState the new term, vote and completeness, or null if they stay; always synced, whatever {@code level}
     *     says, before any entry of this or a later effect is written
     * @param truncateAfter the last index to keep, or {@link #KEEP_ALL}
     * @param entries contiguous, and following what is kept
     * @param level what {@code after} waits for
     * @param after what may leave the node only then: sends, in order
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

    /** How far a write must have come. */
    enum Level {
        /** The operating system has it: it survives the death of the process. */
        WRITTEN,
        /** The disk has it: it survives the loss of power. */
        SYNCED
    }

    /** Best effort: may be lost, delayed, repeated. */
    record Send(int to, Message message) implements Effect {}

    /**
     * Everything up to {@code commitIndex} may be applied; it is in the local log at the acknowledged level.
     *
     * @param cached the last of the newly committed entries, contiguous up to {@code commitIndex}; the ones before
     *     them are read from the log store
     * @param riders the clients that wait for entries among the newly committed ones, by ascending index
     */
    record Commit(long commitIndex, List<Entry> cached, List<Rider> riders) implements Effect {}

    /** Whoever waits for the entry at {@code index}. */
    record Rider(long index, Object reply) {}

    /** These proposals were in the log when leadership ended: they may still be committed, or never. */
    record Abandon(List<Object> riders) implements Effect {
        public Abandon {
            riders = List.copyOf(riders);
        }
    }

    /** These requests were not carried out and never will be. */
    record Refuse(List<Object> riders, Reason why) implements Effect {
        public Refuse {
            riders = List.copyOf(riders);
        }
    }

    /** These requests succeeded: a transfer has ended with another leader, a change has committed. */
    record Complete(List<Object> riders) implements Effect {
        public Complete {
            riders = List.copyOf(riders);
        }
    }

    /** These reads may be answered from a state that has applied {@code index}. */
    record ReadAt(List<Object> riders, long index) implements Effect {
        public ReadAt {
            riders = List.copyOf(riders);
        }
    }

    /**
     * This node's state may be read without asking anybody until {@code validUntilNanos} once it has applied
     * {@code floorIndex}; a {@code validUntilNanos} of {@link Long#MIN_VALUE} takes that back.
     */
    record LeaseGranted(long term, long validUntilNanos, long floorIndex) implements Effect {}

    /** The role, term or leader has changed; the new one is in the core's status. */
    record StatusChanged(CoreStatus status) implements Effect {}

    /** A configuration is in force: from append, or again after a truncation. The transport follows it. */
    record ConfigurationChanged(Configuration configuration, boolean committed) implements Effect {}

    /** Read entries from the log store and answer with {@link Event.Fetched}. */
    record Fetch(int peer, long session, long firstIndex, long lastIndex, int maxBytes) implements Effect {}

    /** Stream the newest snapshot to {@code peer}; the offer goes with it. */
    record SendSnapshot(int peer, long term, long session, long round) implements Effect {}

    /** Replace log and state machine by the received snapshot, then report {@link Event.Installed}. */
    record Install(SnapshotMeta meta) implements Effect {}

    /** Entries up to {@code base} are in a durable snapshot and not needed any more. */
    record Compact(SnapshotMeta base) implements Effect {}

    /** Something an operator may want to know; rate-limited by the receiver. */
    record Note(Topic topic, int peer, long index, long term) implements Effect {}

    /** What a {@link Note} is about. */
    enum Topic {
        ELECTION_STARTED,
        PEER_REJECTS,
        PEER_CAUGHT_UP,
        PEER_LAGS,
        QUORUM_LOST,
        DISK_STUCK,
        RECOVERED,
        /** An operator has accepted that what this node may have lost is gone. */
        LOSS_ACCEPTED,
        /** A leader was elected with a vote of such a node: acknowledged entries may be missing. */
        ELECTED_AFTER_LOSS,
        /** The node has elected or heard the first leader of a new cluster, so it lacks nothing. */
        CLUSTER_BEGUN,
        /** This node's disk is older than its promises: until it has caught up, it takes part in no decision. */
        DISK_FORGOT,
        /** A leader was shown that the disk of a peer is older than what the peer has acknowledged. */
        PEER_FORGOT,
        /** A peer holds as committed what this leader does not have: entries that were given up by an accepted loss. */
        PEER_CONTRADICTED,
        /** A node that is not the member it says it is; see {@link io.dengine.core.membership.Fence}. */
        PEER_FENCED,
        /** A learner has caught up and becomes a voter. */
        LEARNER_PROMOTED
    }
}
