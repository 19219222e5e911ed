package io.dengine.embedded;

/**
 * An engine could not start, for a reason that its user can mend: the message says what is wrong, what that means for
 * the data, and what to do. Nothing of the engine is left.
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
