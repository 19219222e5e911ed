package io.dengine.engine.stage;

import io.dengine.core.Waiter;
import io.dengine.engine.RefusedException;

/**
 * A pending client request. It travels through the core with its payload and comes back with the outcome.
 *
 * <p>Two ends are distinguished: the client is answered once, by the outcome or the deadline, whichever comes first;
 * the request leaves the node when no stage holds it any more.
 */
abstract class Request implements Waiter {
    private final RequestBudget budget;
    private final int weightBytes;
    private final long acceptedNanos;
    private final long deadlineNanos;
    private boolean left;

    Request(Ticket ticket) {
        this.budget = ticket.budget();
        this.weightBytes = ticket.weightBytes();
        this.acceptedNanos = ticket.acceptedNanos();
        this.deadlineNanos = ticket.deadlineNanos();
    }

    /** The share of the budget that a request takes, and its begin and deadline. */
    record Ticket(RequestBudget budget, int weightBytes, long acceptedNanos, long deadlineNanos) {}

    /** Returns whether the client has its answer, or no longer wants one. */
    abstract boolean isAnswered();

    /** Answers the client, unless it was answered before. Returns whether this call did. */
    abstract boolean refuse(RefusedException why);

    /** Drops the payload, because no client waits for the request and no stage holds it. */
    void forget() {}

    final long acceptedNanos() {
        return acceptedNanos;
    }

    final long deadlineNanos() {
        return deadlineNanos;
    }

    final int weightBytes() {
        return weightBytes;
    }

    /** Ends the request, because no stage holds it any more. Called by the stage that held it last. */
    final void leave() {
        if (!left) {
            left = true;
            budget.leave(weightBytes);
            forget();
        }
    }
}
