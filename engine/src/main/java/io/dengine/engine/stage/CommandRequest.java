package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletableFuture;

/** A command for the state machine. */
class CommandRequest extends Request {
    private final CompletableFuture<Bytes> reply = new CompletableFuture<>();
    private final boolean anywhere;
    private Bytes command;

    /**
     * The command is in the core or in flight to another node, so this node can no longer decide whether it is applied.
     * Owned by the core's thread.
     */
    private boolean underWay;

    /** The id under which it was sent to another node, or 0. Owned by the core's thread. */
    private long forwardId;

    /**
     * Creates a request.
     *
     * @param anywhere whether another node may propose it if this one does not lead
     */
    CommandRequest(Ticket ticket, Bytes command, boolean anywhere) {
        super(ticket);
        this.command = command;
        this.anywhere = anywhere;
    }

    CompletableFuture<Bytes> reply() {
        return reply;
    }

    Bytes command() {
        return command;
    }

    boolean anywhere() {
        return anywhere;
    }

    boolean isUnderWay() {
        return underWay;
    }

    void setUnderWay(boolean nowUnderWay) {
        underWay = nowUnderWay;
    }

    long forwardId() {
        return forwardId;
    }

    void setForwardId(long id) {
        forwardId = id;
    }

    /** Answers with the state machine's reply. Returns whether the client was not answered before. */
    boolean applied(Bytes result) {
        return reply.complete(result);
    }

    @Override
    boolean isAnswered() {
        return reply.isDone();
    }

    @Override
    boolean refuse(RefusedException why) {
        return reply.completeExceptionally(why);
    }

    @Override
    void forget() {
        command = Bytes.EMPTY;
    }
}
