package io.dengine.chaos;

/** The run could not go on as planned; the message says why. */
final class ChaosException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChaosException(String message) {
        super(message);
    }
}
