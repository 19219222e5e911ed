package io.dengine.embedded.costs;

/**
 * A figure of an operation: the sum over all nodes and threads of the cluster, divided by the number of operations. In
 * the order of the columns of the table.
 */
enum Figure {
    /** The bytes that all threads of the process allocate, those of the callers included. */
    ALLOCATED("allocated bytes", 16, 0),
    /** The writes to segments of the log: system calls. */
    LOG_WRITES("log writes", 0.02, 2),
    /** The forces of segments of the log: system calls. */
    FORCES("forces", 0.02, 2),
    /** The bytes written to segments of the log. */
    LOGGED("logged bytes", 1, 0),
    /** The messages of the protocol that peers receive. */
    MESSAGES("messages", 0.1, 2),
    /** Those of the messages that carry entries; each entry is sent to each follower. */
    APPENDS("appends", 0.02, 2),
    /** The bytes that peers receive from each other. */
    SENT("sent bytes", 2, 0);

    private final String title;
    private final double slack;
    private final int decimals;

    /**
     * Creates a figure.
     *
     * @param slack what nodes may do beside operations, such as heartbeats
     * @param decimals the decimals of a figure in the table
     */
    Figure(String title, double slack, int decimals) {
        this.title = title;
        this.slack = slack;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    double slack() {
        return slack;
    }

    int decimals() {
        return decimals;
    }
}
