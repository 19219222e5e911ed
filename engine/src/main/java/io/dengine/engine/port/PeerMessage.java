package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.message.Message;

/**
 * A message between the nodes of a cluster: the protocol's messages, client commands on their way to the leader,
 * snapshots, and hashes of states.
 */
public sealed interface PeerMessage {
    /** A message of the protocol. */
    record Protocol(Message message) implements PeerMessage {}

    /** Passes a client's command to the leader. */
    record Forward(long requestId, Bytes command) implements PeerMessage {}

    /**
     * Answers {@link Forward}.
     *
     * @param outcome the outcome of the command
     * @param leaderId the leader to use instead, for {@link Outcome#REFUSED}; 0 if none is known
     * @param result the state machine's reply, for {@link Outcome#APPLIED}; for {@link Outcome#NO_SPACE}, the message
     *     for the client, in UTF-8
     */
    record ForwardReply(long requestId, Outcome outcome, int leaderId, Bytes result) implements PeerMessage {}

    /**
     * Announces a snapshot, for a peer whose next entry is no longer in the leader's log. The peer answers with
     * {@link SnapshotProgress}, then the leader sends pieces.
     *
     * @param exchange numbers the exchange, as in {@link Message.SnapshotOffer}
     */
    record SnapshotBegin(long term, long exchange, long round, SnapshotStore.Stored snapshot) implements PeerMessage {}

    /** Carries the bytes of the snapshot that begin at {@code offset}. */
    record SnapshotPiece(long exchange, long offset, Bytes bytes) implements PeerMessage {}

    /**
     * Reports that the snapshot has arrived up to {@code offset}: the leader may send more, and sends again what came
     * after a gap. {@link #REFUSED} ends the attempt.
     */
    record SnapshotProgress(long exchange, long offset) implements PeerMessage {
        /** The receiver cannot take the snapshot, or found it damaged. */
        public static final long REFUSED = -1;
    }

    /** Reports the sender's state after the entry at {@code index}, a check, to all members. */
    record StateHash(long index, long hash) implements PeerMessage {}

    /**
     * Reports, from the leader, that after the entry at {@code index} a majority has this state, and the receiver
     * another one. The receiver compares the reports of the members itself before it believes that.
     */
    record StateDiffers(long index, long agreedHash) implements PeerMessage {}

    /** Reports to the leader, about once a second, whether the sender's disk has as much room as it should. */
    record RoomLeft(boolean ample) implements PeerMessage {}

    /** The outcome of a forwarded command. The order is part of the encoding: append only. */
    enum Outcome {
        /** Committed and applied. */
        APPLIED,
        /** Not applied, and never will be. */
        REFUSED,
        /** It may have been applied, or may be later, or never. */
        UNKNOWN,
        /** Not applied: too many requests are pending. */
        OVERLOADED,
        /** Not applied: the leader's disk is nearly full, and no voter with more room could take over. */
        NO_SPACE
    }
}
