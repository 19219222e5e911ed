package io.dengine.engine.stage;

import io.dengine.engine.RefusedException;

/**
 * Someone who waits, and what for. It travels with what it asked for through the core and comes back with the outcome.
 *
 * <p>Two ends are told apart: the client is answered once, by whoever comes first (the outcome or the deadline); the
 * request leaves the node when no stage holds it any more.
 */
abstract class Request {
    private final Admission admission;
    private final int weightBytes;
    private final long acceptedNanos;
    private final long deadlineNanos;
    private boolean left;

    Request(Ticket ticket) {
        this.admission = ticket.admission();
        this.weightBytes = ticket.weightBytes();
        this.acceptedNanos = ticket.acceptedNanos();
        this.deadlineNanos = ticket.deadlineNanos();
    }

    /** The right to be in the node. */
    record Ticket(Admission admission, int weightBytes, long acceptedNanos, long deadlineNanos) {}

    /** Whether the client has its answer, or does not want one any more. */
    abstract boolean isAnswered();

    /** Answers the client, unless it was answered before. Returns whether it was this call. */
    abstract boolean refuse(RefusedException why);

    /** Nobody waits for it any more, or holds it: drops what it carries. */
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

    /** No stage holds the request any more. Called by the stage that held it last. */
    final void leave() {
        if (!left) {
            left = true;
            admission.leave(weightBytes);
            forget();
        }
    }
}
