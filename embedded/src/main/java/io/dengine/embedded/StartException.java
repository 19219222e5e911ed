package io.dengine.embedded;

/**
 * Thrown when an engine cannot start for a reason that its user can fix. The message says what is wrong, what that
 * means for the data, and what to do. Nothing of the engine is left running.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    StartException(String message) {
        super(message);
    }
}
