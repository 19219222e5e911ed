package io.dengine.server;

/** The exit code of the program. The numbers follow {@code sysexits.h}. */
public enum ExitCode {
    /** The node was asked to stop and shut down cleanly. */
    CLEAN(0),
    /** The node failed while it ran. Acknowledged writes are on disk, and the log has the cause. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A port is in use or cannot be listened on, or a node does not answer or does not give what it is asked for. */
    UNAVAILABLE(69),
    /** The data directory cannot be created or written, or another process uses it. */
    DATA_DIRECTORY(73),
    /** The configuration is wrong. */
    CONFIGURATION(78),
    /** The node was asked to stop a second time and exited at once. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
