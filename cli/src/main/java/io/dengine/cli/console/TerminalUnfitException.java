package io.dengine.cli.console;

/** Thrown when there is no terminal that can be drawn on. */
public final class TerminalUnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    TerminalUnfitException(String message) {
        super(message);
    }
}
