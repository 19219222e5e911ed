package io.dengine.server;

/** Thrown when the node cannot start for a reason that the user can fix. The message is one line for the user. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public StartFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
