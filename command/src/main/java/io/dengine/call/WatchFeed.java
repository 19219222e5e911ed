package io.dengine.call;

import org.jspecify.annotations.Nullable;

/**
 * The items of a watch that have arrived and were not taken yet. One thread at a time polls; any thread may close it.
 */
public interface WatchFeed extends AutoCloseable {
    /**
     * Returns the next item, or null if there is none yet: the wakeup given to {@link CallTarget#watch} runs after one
     * arrived. No item follows {@link WatchItem.Ended}.
     */
    @Nullable
    WatchItem poll();

    /** Ends the watch. May be called any number of times. */
    @Override
    void close();
}
