package io.dengine.embedded;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import java.io.IOException;

/** The log of a member, with what the member remembers about it. */
interface NodeLog {
    LogStore store();

    /** Opens it. Called once, first. */
    RecoveredLog recover() throws IOException;

    /** The identity of the disk, drawn at random when the log was created. */
    long storageId();

    /** Whether it holds all that this node has ever acknowledged. Stays what it is until {@link #markRecovered}. */
    Completeness completeness();

    /** Whether something that was written, but not synced, may be missing. Stays so until {@link #markRecovered}. */
    boolean mayHaveLost();

    /** What may be missing is made up for, or does not matter. Durable when this returns. */
    void markRecovered() throws IOException;

    /** Somebody who knows has shown that entries are missing. Durable when this returns. */
    void markIncomplete() throws IOException;

    /** The node has stopped itself: what was written last may be gone. */
    void nodeFailed();

    /** The store was closed, and nothing had failed before. */
    void nodeClosed();
}
