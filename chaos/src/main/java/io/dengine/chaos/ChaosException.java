package io.dengine.chaos;

/** Thrown when the run cannot continue as planned; the message contains the reason. */
final class ChaosException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChaosException(String message) {
        super(message);
    }
}
