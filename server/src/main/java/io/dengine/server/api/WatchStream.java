package io.dengine.server.api;

import org.jspecify.annotations.Nullable;

/** A watch in progress. Polled by one thread at a time. */
public interface WatchStream extends AutoCloseable {
    /** Returns the first revision that it delivers. Everything before was in the store when the watch began. */
    long fromRevision();

    /**
     * Returns the next item, or null if there is none yet. The wakeup given to {@link KvFacade#watch} runs after one
     * arrived. Nothing follows the {@linkplain WatchItem.Type#isLast last} one.
     */
    @Nullable
    WatchItem poll();

    /** Returns the incarnation, the history that the revisions of all items belong to; 0 before it is known. */
    long incarnation();

    /** Ends the watch. Can be called by any thread, any number of times. */
    @Override
    void close();
}
