package io.dengine.engine.stage;

import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletableFuture;

/** Someone who wants to read what is committed now. */
final class ReadRequest extends Request {
    private final CompletableFuture<Long> readable = new CompletableFuture<>();
    private final boolean leased;

    /** @param leased whether a lease is proof enough */
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

    /** This node has applied {@code appliedIndex}, and that is enough. Returns whether anybody still waited. */
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
