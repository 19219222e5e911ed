package io.dengine.node;

import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import java.io.IOException;

/** The log of a member, with what the member remembers about it. */
public interface NodeLog {
    LogStore store();

    /** Opens it. Called once, first. */
    RecoveredLog recover() throws IOException;

    /** The identity of the disk, drawn at random when the log was created. */
    long storageId();

    /** Whether something that was written, but not synced, may be missing. Stays so until {@link #settle}. */
    boolean mayHaveLost();

    /**
     * Stores what the node begins with, in which it is known what {@link #mayHaveLost} has cost: the next start need
     * not ask again. Durable when this returns. Called before the node runs.
     */
    void settle(HardState hardState) throws IOException;

    /** The node has stopped itself: what was written last may be gone. */
    void nodeFailed();

    /** The store was closed, and nothing had failed before. */
    void nodeClosed();
}
