package io.dengine.node.start;

import io.dengine.core.Effect;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import java.io.IOException;

/** The log of a member, with what the member remembers about it. */
public interface NodeLog {
    LogStore store();

    /** Opens the log. Called once, first. */
    RecoveredLog recover() throws IOException;

    /** Returns the identity of the disk, drawn at random when the log was created. */
    long storageId();

    /**
     * Returns whether data may be missing that the node had acknowledged when it ran last: by the level that it waited
     * for then, not by its present configuration. Stays true until {@link #settle}.
     */
    boolean mayLackAcknowledged();

    /**
     * Stores the hard state with which the node starts, which accounts for what {@link #mayLackAcknowledged} has cost:
     * the next start need not ask again. Durable when this returns. Called before the node runs.
     *
     * @param level the level that the node waits for from now on, before it acknowledges what it has written
     */
    void settle(HardState hardState, Effect.Level level) throws IOException;

    /** Records that the node has stopped itself: what was written last may be gone. */
    void nodeFailed();

    /** Records that the store was closed, and nothing had failed before. */
    void nodeClosed();
}
