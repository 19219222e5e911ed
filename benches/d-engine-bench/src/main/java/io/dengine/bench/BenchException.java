package io.dengine.bench;

/** The load could not be put on the cluster; the message says why, for the user. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }
}
