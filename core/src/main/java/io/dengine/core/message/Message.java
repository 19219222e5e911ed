package io.dengine.core.message;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import java.util.List;

/**
 * What members say to each other. Sender and receiver are known from the connection, which has proven cluster id, node
 * id and storage id of both ends.
 *
 * <p>An answer carries the term of the message that it answers. A message of an earlier term is answered with
 * {@link Superseded} (a vote with a refusal), which names the new term and nothing that could be credited: so what an
 * answer proves, it proves in the term in which it counts.
 */
public sealed interface Message {
    /**
     * How far the term of a message may be ahead of its receiver's: as many elections as there are in a century with
     * one each second.
     */
    long MAX_TERMS_AHEAD = 1L << 32;

    /** The sender's term; in {@link PreVote}, the term it would campaign in. */
    long term();

    /** Would you vote for me? Changes nothing at the receiver (Raft dissertation, §9.6). */
    record PreVote(long term, EntryId last) implements Message {}

    /** Answers {@link PreVote}: granted with the term asked for, refused with the voter's own term. */
    record PreVoteReply(long term, boolean granted) implements Message {}

    /**
     * Vote for me.
     *
     * @param transfer the leader asked for this election, so it may not be refused for the leader's sake
     */
    record Vote(long term, EntryId last, boolean transfer) implements Message {}

    /**
     * Answers {@link Vote}.
     *
     * @param lossAccepted entries that the voter acknowledged may be gone, and an operator has accepted that: the
     *     leader that this vote helps to elect must tell everybody
     */
    record VoteReply(long term, boolean granted, boolean lossAccepted) implements Message {
        public VoteReply(long term, boolean granted) {
            this(term, granted, false);
        }
    }

    /**
     * Entries that follow {@code prev}; with none it is a heartbeat.
     *
     * @param session names one uninterrupted replication attempt to one peer; answers to an older one are ignored
     * @param round echoed by the peer; proves which send was answered
     * @param commitIndex the leader's commit index
     */
    record Append(long term, long session, long round, EntryId prev, long commitIndex, List<Entry> entries)
            implements Message {
        public Append {
            entries = List.copyOf(entries);
        }

        /** The last index that this message proves to match, if the receiver has {@code prev}. */
        public long lastIndex() {
            return prev.index() + entries.size();
        }
    }

    /**
     * The log matches the leader's up to {@code matchIndex}, and has reached the acknowledged level there.
     *
     * @param recovering the sender lost power and may have lost entries: its match does not count yet
     */
    record AppendAccepted(long term, long session, long round, long matchIndex, boolean recovering)
            implements Message {}

    /**
     * The log does not contain {@code prev}.
     *
     * @param hint the last entry of the receiver's log that may still match: index at most that of {@code prev}, and
     *     term at most its term
     */
    record AppendRejected(long term, long session, long round, EntryId hint) implements Message {}

    /** The sender follows the leader, but its log takes nothing now: a snapshot is replacing it. Echoes the round. */
    record Echo(long term, long session, long round) implements Message {}

    /** Answers a leader's message of an earlier term: that term is over. */
    record Superseded(long term) implements Message {}

    /** A follower asks for an index at which it may read. */
    record ReadIndex(long term, long requestId) implements Message {}

    /** Answers {@link ReadIndex}; an index of {@link #NOT_GRANTED} refuses. */
    record ReadIndexReply(long term, long requestId, long index) implements Message {
        public static final long NOT_GRANTED = -1;
    }

    /** A snapshot is on its way outside of these messages; this announces and, once it has arrived, installs it. */
    record SnapshotOffer(long term, long session, long round, SnapshotMeta meta) implements Message {}

    /**
     * Everything up to {@code held} is committed and durable here, by the snapshot that was sent, or without it.
     * Answers an append that lies wholly before the sender's snapshot index, too. The leader compares {@code held} with
     * its own log before it believes it.
     */
    record SnapshotReply(long term, long session, long round, EntryId held) implements Message {}

    /**
     * The leader's log contradicts what the receiver said is committed there ({@code held}): acknowledged entries were
     * lost, the loss was accepted, and the receiver was away. The receiver stops.
     */
    record Contradicted(long term, EntryId held) implements Message {}

    /** Campaign at once: the leader hands over (Raft dissertation, §3.10). */
    record TimeoutNow(long term) implements Message {}

    /**
     * The receiver has acknowledged {@code provenIndex} to this leader, and does not hold it any more: its disk is
     * older than its promises, as after somebody brought a copy of it back.
     */
    record Forgotten(long term, long provenIndex) implements Message {}
}
