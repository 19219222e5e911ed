package io.dengine.call;

import org.jspecify.annotations.Nullable;

/** What a watch has seen and nobody has taken yet. One thread at a time polls; any thread closes. */
public interface WatchFeed extends AutoCloseable {
    /**
     * The next item, or null if there is none yet: the wakeup given to {@link CallTarget#watch} runs after one arrived.
     * Nothing follows {@link WatchItem.Ended}.
     */
    @Nullable
    WatchItem poll();

    /** Ends the watch. Any number of times. */
    @Override
    void close();
}
