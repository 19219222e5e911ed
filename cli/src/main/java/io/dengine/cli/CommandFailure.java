package io.dengine.cli;

/** Thrown when a command cannot do what the user requested. The message has one or two sentences for the user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    CommandFailure(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
