package io.dengine.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A watch in progress: every change of its keys, once, in the order of revisions. It goes on by itself when a node dies
 * or a connection breaks, where it had stopped; if that is impossible, it ends and says so.
 *
 * <p>One thread at a time takes from it; any thread closes it.
 */
public interface Watch extends AutoCloseable {
    /**
     * Waits for the next changes.
     *
     * @throws EngineException.Compacted if changes that it had to deliver are no longer kept: read the present state,
     *     and watch from there
     * @throws EngineException.OtherIncarnation if the cluster has begun another history: read the present state, and
     *     watch from there
     * @throws EngineException.Closed if it, or its client, was closed
     */
    WatchBatch take() throws InterruptedException;

    /**
     * Waits for the next changes, but no longer than {@code timeout}.
     *
     * @return null if none came in that time. The exceptions are those of {@link #take}
     */
    @Nullable
    WatchBatch poll(Duration timeout) throws InterruptedException;

    /**
     * Everything up to this revision was handed out; a later watch of the same {@link #incarnation} goes on from the
     * one after it.
     */
    long deliveredRevision();

    /** The history that its revisions belong to, see {@link ClusterView#incarnation}. */
    long incarnation();

    /** Ends it. Any number of times. */
    @Override
    void close();
}
