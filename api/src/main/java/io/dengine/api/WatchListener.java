package io.dengine.api;

/**
 * Receives the events of a watch. One thread at a time calls it, in the order of revisions. It may block: the watch
 * waits for it.
 *
 * <p>An exception from {@link #onBatch} ends the watch: it is not known how much of the batch was processed, and
 * continuing would skip the rest. The exception is logged as a warning and passed to {@link #onEnd}. Catch exceptions
 * that must not end the watch. The end of a watch for another reason is logged at level {@code INFO}, unless its client
 * was closed.
 */
public interface WatchListener {
    /** Receives the events of one revision, or a progress notification if the watch asked for them. */
    void onBatch(WatchBatch batch);

    /**
     * Receives the reason for which the watch ended although its subscription was not closed. No call follows. Called
     * at most once. What this method throws is logged.
     *
     * @param reason {@link EngineException.Compacted} if changes that the watch had to deliver were compacted: read the
     *     present state, and watch from there. {@link EngineException.OtherIncarnation} if the cluster has begun
     *     another history: likewise. {@link EngineException.Closed} if the client was closed. The exception of the
     *     listener, if that was the reason
     */
    void onEnd(Throwable reason);
}
