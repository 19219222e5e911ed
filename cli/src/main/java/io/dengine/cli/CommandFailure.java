package io.dengine.cli;

/** Why a command could not do what it was asked: one sentence for its user, or two. */
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
