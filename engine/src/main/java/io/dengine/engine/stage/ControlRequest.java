package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.core.Waiter;
import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A pending operator request to change the cluster: its members, or its leader. */
final class ControlRequest extends Request {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final Function<Waiter, Event> event;

    /**
     * Creates a request.
     *
     * @param event the event for the core, given the waiter that it hands back
     */
    ControlRequest(Ticket ticket, Function<Waiter, Event> event) {
        super(ticket);
        this.event = event;
    }

    CompletableFuture<Boolean> done() {
        return done;
    }

    Event event() {
        return event.apply(this);
    }

    boolean succeed() {
        return done.complete(true);
    }

    @Override
    boolean isAnswered() {
        return done.isDone();
    }

    @Override
    boolean refuse(RefusedException why) {
        return done.completeExceptionally(why);
    }
}
