package io.dengine.core.message;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import java.util.List;

/**
 * A message between members. Sender and receiver are known from the connection, which has proven cluster id, node id
 * and storage id of both ends.
 *
 * <p>An answer carries the term of the message that it answers. A message of an earlier term is answered with
 * {@link Superseded} (a vote with a refusal), which names the new term and nothing that could be credited. So an answer
 * is proof only in the term in which it counts.
 */
public sealed interface Message {
    /**
     * The most by which the term of a message may be ahead of its receiver's: as many elections as there are in a
     * century with one each second.
     */
    long MAX_TERMS_AHEAD = 1L << 32;

    /** The longest time for which a leader may ask that no other one is elected: an hour. */
    long MAX_PROMISE_NANOS = 3_600_000_000_000L;

    /** Returns the sender's term; in {@link PreVote}, the term in which it would campaign. */
    long term();

    /**
     * Asks whether the receiver would vote for the sender. Changes nothing at the receiver (Raft dissertation, §9.6).
     */
    record PreVote(long term, EntryId last) implements Message {}

    /** Answers {@link PreVote}: granted with the term asked for, refused with the voter's own term. */
    record PreVoteReply(long term, boolean granted) implements Message {}

    /**
     * Requests a vote.
     *
     * @param transfer whether the leader asked for this election, so that the vote may not be refused because the
     *     leader is live
     */
    record Vote(long term, EntryId last, boolean transfer) implements Message {}

    /**
     * Answers {@link Vote}.
     *
     * @param lossAccepted whether entries that the voter acknowledged may be gone and an operator has accepted the
     *     loss: the leader that this vote helps to elect must report it to all members
     */
    record VoteReply(long term, boolean granted, boolean lossAccepted) implements Message {
        public VoteReply(long term, boolean granted) {
            this(term, granted, false);
        }
    }

    /**
     * Carries the entries that follow {@code prev}; without entries it is a heartbeat.
     *
     * @param exchange numbers what a leader and one peer say to each other from one probe to the next doubt; the leader
     *     ignores what answers an older exchange
     * @param round echoed by the peer; proves which send was answered
     * @param commitIndex the leader's commit index
     * @param promiseNanos the time after the receipt of this message for which the receiver must elect no other leader,
     *     whatever its own configuration says: the lease of the leader relies on it
     */
    record Append(
            long term,
            long exchange,
            long round,
            EntryId prev,
            long commitIndex,
            List<Entry> entries,
            long promiseNanos)
            implements Message {
        public Append {
            entries = List.copyOf(entries);
        }

        /** Creates an append that asks for no more than what the receiver promises by itself. */
        public Append(long term, long exchange, long round, EntryId prev, long commitIndex, List<Entry> entries) {
            this(term, exchange, round, prev, commitIndex, entries, 0);
        }

        /** Returns the last index that this message proves to match, if the receiver has {@code prev}. */
        public long lastIndex() {
            return prev.index() + entries.size();
        }
    }

    /**
     * Answers that the log matches the leader's up to {@code matchIndex}, stored at the acknowledged level.
     *
     * @param recovering whether acknowledged entries may be missing at the sender: its match index does not count yet
     */
    record AppendAccepted(long term, long exchange, long round, long matchIndex, boolean recovering)
            implements Message {}

    /**
     * Answers that the log does not contain {@code prev}.
     *
     * @param hint the last entry of the receiver's log that may still match: index at most that of {@code prev}, and
     *     term at most its term
     */
    record AppendRejected(long term, long exchange, long round, EntryId hint) implements Message {}

    /**
     * Answers that the sender follows the leader, but its log accepts no entries now: a snapshot is replacing it.
     * Echoes the round.
     */
    record Echo(long term, long exchange, long round) implements Message {}

    /** Answers a leader's message of an earlier term: that term has ended. */
    record Superseded(long term) implements Message {}

    /** Asks the leader for an index at which a follower may read. */
    record ReadIndex(long term, long requestId) implements Message {}

    /** Answers {@link ReadIndex}; an index of {@link #NOT_GRANTED} refuses. */
    record ReadIndexReply(long term, long requestId, long index) implements Message {
        public static final long NOT_GRANTED = -1;
    }

    /**
     * Announces a snapshot that is streamed outside of these messages. The follower installs it once it has arrived.
     */
    record SnapshotOffer(long term, long exchange, long round, SnapshotMeta meta) implements Message {}

    /**
     * Answers that everything up to {@code held} is committed and durable here, by the snapshot that was sent or
     * without it. Also answers an append that lies wholly before the sender's snapshot index. The leader compares
     * {@code held} with its own log before it relies on it.
     */
    record SnapshotReply(long term, long exchange, long round, EntryId held) implements Message {}

    /**
     * Reports that the leader's log contradicts what the receiver said is committed there ({@code held}): acknowledged
     * entries were lost, the loss was accepted, and the receiver was away. The receiver stops.
     */
    record Contradicted(long term, EntryId held) implements Message {}

    /** Asks the receiver to campaign at once: the leader transfers leadership (Raft dissertation, §3.10). */
    record TimeoutNow(long term) implements Message {}

    /**
     * Reports that the receiver has acknowledged {@code provenIndex} to this leader and no longer holds it: its disk is
     * older than what it acknowledged, as after an operator restored a copy of it. The leader repeats it until the
     * receiver's answers say so; one from before the newest {@code round} that the receiver knows is late.
     */
    record Forgotten(long term, long round, long provenIndex) implements Message {}
}
