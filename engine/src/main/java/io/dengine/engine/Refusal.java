package io.dengine.engine;

/**
 * The reason for which a request failed, and whether it is safe to try again. The order is part of the encoding: append
 * only.
 */
public enum Refusal {
    /** Another node leads; nothing happened here. */
    NOT_LEADER(Retry.SAFE),
    /** No leader is known, or it cannot serve yet; nothing happened. */
    NOT_READY(Retry.SAFE),
    /** Too many requests are pending; nothing happened. */
    OVERLOADED(Retry.SAFE),
    /** A read was not confirmed in time. Reads have no effect. */
    READ_TIMEOUT(Retry.SAFE),
    /** The request was proposed, and it is not known whether it was or will be applied. */
    OUTCOME_UNKNOWN(Retry.ONLY_IF_IDEMPOTENT),
    /** A membership change is in flight, or another configuration is in force by now. */
    CHANGE_IN_FLIGHT(Retry.SAFE),
    /** The cluster in its present state does not allow the change: it would lose its quorum. Nothing happened. */
    UNSAFE_CHANGE(Retry.SAFE),
    /** The request can never succeed in this form. */
    BAD_REQUEST(Retry.NO),
    /** The disk cannot take more data; nothing happened. */
    NO_SPACE(Retry.SAFE),
    /** The node is stopping or has stopped itself; nothing happened. */
    STOPPED(Retry.SAFE);

    /** The conditions under which the same request may be sent again. */
    public enum Retry {
        SAFE,
        ONLY_IF_IDEMPOTENT,
        NO
    }

    private final Retry retry;

    Refusal(Retry retry) {
        this.retry = retry;
    }

    public Retry retry() {
        return retry;
    }
}
