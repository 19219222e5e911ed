package io.dengine.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A watch that delivers every change of its keys exactly once, in the order of revisions. When a node fails or a
 * connection breaks, the watch resumes from the revision where it stopped; if that is impossible, it ends with an
 * exception.
 *
 * <p>One thread at a time takes from it; any thread may close it.
 */
public interface Watch extends AutoCloseable {
    /**
     * Waits for the next batch of events, and returns it.
     *
     * @throws EngineException.Compacted if changes that the watch had to deliver were compacted: read the present
     *     state, and watch from there
     * @throws EngineException.OtherIncarnation if the cluster has begun another history: read the present state, and
     *     watch from there
     * @throws EngineException.Closed if the watch or its client was closed
     */
    WatchBatch take() throws InterruptedException;

    /**
     * Waits for the next batch of events for at most {@code timeout}, and returns it.
     *
     * @return null if none came in that time. The exceptions are those of {@link #take}
     */
    @Nullable
    WatchBatch poll(Duration timeout) throws InterruptedException;

    /**
     * Returns the revision up to which the watch has delivered everything. A later watch of the same
     * {@link #incarnation} continues at the next revision.
     */
    long deliveredRevision();

    /** Returns the history that the watch's revisions belong to, see {@link ClusterView#incarnation}. */
    long incarnation();

    /** Ends the watch. May be called any number of times, by any thread. */
    @Override
    void close();
}
