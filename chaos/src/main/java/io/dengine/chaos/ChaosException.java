package io.dengine.chaos;

/** Signals that the run cannot continue as planned; the message states the reason. */
final class ChaosException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChaosException(String message) {
        super(message);
    }
}
