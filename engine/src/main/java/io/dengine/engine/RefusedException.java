package io.dengine.engine;

import io.dengine.core.CoreStatus;

/**
 * Thrown when a request failed in one of the ways that {@link Refusal} lists. Carries no stack trace: it is an answer.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final int leaderId;

    public RefusedException(Refusal refusal, int leaderId, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
        this.leaderId = leaderId;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** Returns the leader as far as this node knows, or {@link CoreStatus#NO_LEADER}. */
    public int leaderId() {
        return leaderId;
    }
}
