package io.dengine.api;

/**
 * Receives what a watch sees. Called by one thread at a time, in order; it may take its time, and may block: the watch
 * waits for it. What it throws ends the watch.
 */
public interface WatchListener {
    /** Changes, or a mark of progress if the watch asked for such marks. */
    void onBatch(WatchBatch batch);

    /**
     * The watch has ended, although nobody closed it, and nothing follows. Called at most once.
     *
     * @param reason {@link EngineException.Compacted} if changes that the watch had to deliver are no longer kept: read
     *     the present state, and watch from there. {@link EngineException.OtherIncarnation} if the cluster has begun
     *     another history: likewise. {@link EngineException.Closed} if the client was closed. What the
     *     listener threw, if that was the reason
     */
    void onEnd(Throwable reason);
}
