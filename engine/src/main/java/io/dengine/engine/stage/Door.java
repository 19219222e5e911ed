package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.core.Event;
import io.dengine.core.Waiter;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.port.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The entry of requests into the node. The only place where one can be refused because too many are pending. Safe for
 * any thread, and never blocks.
 */
public final class Door {
    private final NodeConfig config;
    private final TimeSource time;
    private final RequestBudget budget;
    private final Refusals refusals;
    private final FailStop failStop;
    private final CoreStage core;

    Door(NodeConfig config, TimeSource time, CoreStage.Surroundings surroundings, CoreStage core) {
        this.config = config;
        this.time = time;
        this.budget = surroundings.budget();
        this.refusals = surroundings.refusals();
        this.failStop = surroundings.failStop();
        this.core = core;
    }

    /**
     * Submits a command.
     *
     * @param anywhere whether another node may propose it if this one does not lead
     */
    public CompletableFuture<Bytes> command(Bytes command, boolean anywhere) {
        CommandRequest request = new CommandRequest(ticket(command.length()), command, anywhere);
        if (command.length() > config.limits().maxCommandBytes()) {
            refusals.tooLong(request, command.length(), config.limits().maxCommandBytes());
        } else {
            enter(request);
        }
        return request.reply();
    }

    /**
     * Submits a read.
     *
     * @param leased whether the leader lease is enough to confirm it
     */
    public CompletableFuture<Long> read(boolean leased) {
        ReadRequest request = new ReadRequest(ticket(0), leased);
        enter(request);
        return request.readable();
    }

    /**
     * Submits an operator request.
     *
     * @param event the event for the core, given the waiter that it hands back
     */
    public CompletableFuture<Boolean> control(Function<Waiter, Event> event) {
        ControlRequest request = new ControlRequest(ticket(0), event);
        enter(request);
        return request.done();
    }

    private Request.Ticket ticket(int weightBytes) {
        long nowNanos = time.nanoTime();
        return new Request.Ticket(budget, weightBytes, nowNanos, nowNanos + config.requestTimeoutNanos());
    }

    private void enter(Request request) {
        if (failStop.hasFailed()) {
            refusals.stopped(request);
        } else if (!budget.tryEnter(request.weightBytes())) {
            refusals.overloaded(request);
        } else if (!core.offer(request)) {
            request.leave();
            refusals.stopped(request);
        }
    }
}
