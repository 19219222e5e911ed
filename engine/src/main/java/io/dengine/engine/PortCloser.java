package io.dengine.engine;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Closes all ports of a node, and reports a failure only after that. */
final class PortCloser {
    private final NodePorts ports;
    private final boolean failedBefore;

    PortCloser(NodePorts ports, boolean failedBefore) {
        this.ports = ports;
        this.failedBefore = failedBefore;
    }

    /**
     * Closes the ports.
     *
     * @param ended whether no thread uses log and state machine any more
     */
    void close(boolean ended) {
        ports.transport().close();
        if (!ended) {
            throw new IllegalStateException(
                    "A thread of the node did not end, because the disk does not answer. Acknowledged"
                            + " writes are as safe as after a crash. Kill the process and check the disk.");
        }
        try {
            ports.log().close();
        } catch (IOException e) {
            if (!failedBefore) {
                throw new UncheckedIOException(
                        "The log could not be closed. Acknowledged writes are as safe as after a crash."
                                + " Check the disk.",
                        e);
            }
        } finally {
            closeMachine();
        }
    }

    private void closeMachine() {
        try {
            ports.machine().close();
        } finally {
            closeSnapshots();
        }
    }

    private void closeSnapshots() {
        try {
            ports.snapshots().close();
        } catch (IOException e) {
            // stored snapshots were made durable before they were reported
        }
    }
}
