package io.dengine.cli;

/** How a command ends; the numbers follow the custom of {@code sysexits.h}, as those of a node do. */
enum Exit {
    /** It has done what it was asked. */
    DONE(0),
    /** It could not. */
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
