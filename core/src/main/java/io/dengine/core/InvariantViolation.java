package io.dengine.core;

/** Something that can never be true was true. The node must stop: going on could lose or falsify data. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
