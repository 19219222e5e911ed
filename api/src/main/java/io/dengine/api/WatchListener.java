package io.dengine.api;

/**
 * Receives what a watch sees. Called by one thread at a time, in order; it may take its time, and may block: the watch
 * waits for it.
 *
 * <p>What {@link #onBatch} throws ends the watch: it is not known how much of the batch was dealt with, and going on
 * would skip the rest. It is logged as a warning, and handed to {@link #onEnd}. Catch what must not end the watch. A
 * watch that ends for another reason, except that its client was closed, is logged at level {@code INFO}.
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
     *     listener threw, if that was the reason. What this throws is logged
     */
    void onEnd(Throwable reason);
}
