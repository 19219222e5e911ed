package io.dengine.bench;

/** The measurement could not run or could not finish; the message states the reason for the user. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }
}
