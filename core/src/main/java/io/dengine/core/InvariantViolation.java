package io.dengine.core;

/** Thrown when an invariant does not hold. The node must stop: continuing could lose or falsify data. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
