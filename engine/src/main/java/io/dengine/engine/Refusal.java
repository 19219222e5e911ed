package io.dengine.engine;

/** Why a request failed, and whether trying again is safe. The order is part of the encoding: append only. */
public enum Refusal {
    /** Another node leads; nothing happened here. */
    NOT_LEADER(Retry.SAFE),
    /** No leader is known, or it cannot serve yet; nothing happened. */
    NOT_READY(Retry.SAFE),
    /** Too much is waiting; nothing happened. */
    OVERLOADED(Retry.SAFE),
    /** A read was not confirmed in time; it has no effect by nature. */
    READ_TIMEOUT(Retry.SAFE),
    /** The request was proposed, and it is not known whether it was or will be applied. */
    OUTCOME_UNKNOWN(Retry.ONLY_IF_IDEMPOTENT),
    /** A change of members is under way, or the configuration is another one by now. */
    CHANGE_IN_FLIGHT(Retry.SAFE),
    /** The cluster as it is now does not allow the change: it would cost it its quorum. Nothing happened. */
    UNSAFE_CHANGE(Retry.SAFE),
    /** The request can never succeed as it is. */
    BAD_REQUEST(Retry.NO),
    /** The disk cannot take more; nothing happened. */
    NO_SPACE(Retry.SAFE),
    /** The node is stopping or has stopped itself; nothing happened. */
    STOPPED(Retry.SAFE);

    /** Whether the same request may be sent again. */
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
