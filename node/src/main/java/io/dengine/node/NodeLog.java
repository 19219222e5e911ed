package io.dengine.node;

import io.dengine.core.Effect;
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

    /**
     * Whether something may be missing that the node had acknowledged when it ran last: by what it waited for then,
     * not by its present configuration. Stays so until {@link #settle}.
     */
    boolean mayLackAcknowledged();

    /**
     * Stores what the node begins with, in which it is known what {@link #mayLackAcknowledged} has cost: the next
     * start need not ask again. Durable when this returns. Called before the node runs.
     *
     * @param level what the node waits for from now on, before it acknowledges what it has written
     */
    void settle(HardState hardState, Effect.Level level) throws IOException;

    /** The node has stopped itself: what was written last may be gone. */
    void nodeFailed();

    /** The store was closed, and nothing had failed before. */
    void nodeClosed();
}
