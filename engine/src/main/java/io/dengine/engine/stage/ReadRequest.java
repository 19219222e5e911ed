package io.dengine.engine.stage;

import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletableFuture;

/** A pending read of what is committed now. */
final class ReadRequest extends Request {
    private final CompletableFuture<Long> readable = new CompletableFuture<>();
    private final boolean leased;

    /**
     * Creates a request.
     *
     * @param leased whether the leader lease is enough to confirm it
     */
    ReadRequest(Ticket ticket, boolean leased) {
        super(ticket);
        this.leased = leased;
    }

    CompletableFuture<Long> readable() {
        return readable;
    }

    boolean leased() {
        return leased;
    }

    /**
     * Completes the read: this node has applied {@code appliedIndex}, which is enough. Returns whether it was still
     * pending.
     */
    boolean readableAt(long appliedIndex) {
        return readable.complete(appliedIndex);
    }

    @Override
    boolean isAnswered() {
        return readable.isDone();
    }

    @Override
    boolean refuse(RefusedException why) {
        return readable.completeExceptionally(why);
    }
}
