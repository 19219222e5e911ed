package io.dengine.bench;

/** The load could not be put on the cluster; the message says why, for the user. */
final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
