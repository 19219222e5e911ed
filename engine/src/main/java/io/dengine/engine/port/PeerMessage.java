package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.message.Message;

/**
 * What nodes of a cluster send each other: the protocol's messages, client commands on their way to the leader,
 * snapshots, and what their states are.
 */
public sealed interface PeerMessage {
    /** A message of the protocol. */
    record Protocol(Message message) implements PeerMessage {}

    /** A client's command that this node passes to the leader. */
    record Forward(long requestId, Bytes command) implements PeerMessage {}

    /**
     * The answer to {@link Forward}.
     *
     * @param outcome what became of it
     * @param leaderId who leads instead, for {@link Outcome#REFUSED}; 0 if nobody is known
     * @param result the state machine's reply, for {@link Outcome#APPLIED}; for {@link Outcome#NO_SPACE}, what to tell
     *     the client, in UTF-8
     */
    record ForwardReply(long requestId, Outcome outcome, int leaderId, Bytes result) implements PeerMessage {}

    /**
     * A snapshot follows, for a peer whose next entry is gone from the leader's log. The peer answers with
     * {@link SnapshotProgress}, then pieces flow.
     *
     * @param session names the attempt, as in {@link Message.SnapshotOffer}
     */
    record SnapshotBegin(long term, long session, long round, SnapshotStore.Stored snapshot) implements PeerMessage {}

    /** The bytes of the snapshot that begin at {@code offset}. */
    record SnapshotPiece(long session, long offset, Bytes bytes) implements PeerMessage {}

    /**
     * The snapshot has arrived up to {@code offset}: more may be sent, and what was sent after a gap is sent again.
     * {@link #REFUSED} ends the attempt.
     */
    record SnapshotProgress(long session, long offset) implements PeerMessage {
        /** The receiver cannot take it, or found it damaged. */
        public static final long REFUSED = -1;
    }

    /** To all members: the sender's state is this one after the entry at {@code index}, a check. */
    record StateHash(long index, long hash) implements PeerMessage {}

    /**
     * From the leader: after the entry at {@code index} a majority has this state, and the receiver another. It
     * compares what the members have told it before it believes that.
     */
    record StateDiffers(long index, long agreedHash) implements PeerMessage {}

    /** To the leader, about once a second: whether the sender's disk has as much room as it should. */
    record RoomLeft(boolean ample) implements PeerMessage {}

    /** What became of a forwarded command. The order is part of the encoding: append only. */
    enum Outcome {
        /** Committed and applied. */
        APPLIED,
        /** Not applied, and never will be. */
        REFUSED,
        /** It may have been applied, or may be later, or never. */
        UNKNOWN,
        /** Not applied: too much is waiting. */
        OVERLOADED,
        /** Not applied: the leader's disk is nearly full, and no voter with more room could take over. */
        NO_SPACE
    }
}
