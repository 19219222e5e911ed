package io.dengine.server;

/** How the program ends; the numbers follow the custom of {@code sysexits.h}. */
public enum ExitCode {
    /** The node was asked to stop and did. */
    CLEAN(0),
    /** The node failed while it ran: what is acknowledged is on disk, and the log says what happened. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A port is in use, or cannot be listened on. */
    UNAVAILABLE(69),
    /** The data directory cannot be created or written, or another process uses it. */
    DATA_DIRECTORY(73),
    /** The configuration is wrong. */
    CONFIGURATION(78),
    /** Asked to stop a second time, the program ended at once. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
