package io.dengine.cli;

/** The exit codes of commands. The numbers follow {@code sysexits.h}, as those of a node do. */
enum Exit {
    /** The command has succeeded. */
    DONE(0),
    /** The command has failed. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A node does not answer. */
    UNAVAILABLE(69);

    private final int number;

    Exit(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
