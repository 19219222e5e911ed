package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.message.Message;

/** What nodes of a cluster send each other: the protocol's messages, and client commands on their way to the leader. */
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
     * @param result the state machine's reply, for {@link Outcome#APPLIED}
     */
    record ForwardReply(long requestId, Outcome outcome, int leaderId, Bytes result) implements PeerMessage {}

    /** What became of a forwarded command. The order is part of the encoding: append only. */
    enum Outcome {
        /** Committed and applied. */
        APPLIED,
        /** Not applied, and never will be. */
        REFUSED,
        /** It may have been applied, or may be later, or never. */
        UNKNOWN,
        /** Not applied: too much is waiting. */
        OVERLOADED
    }
}
