package io.dengine.server.api;

import org.jspecify.annotations.Nullable;

/** A watch in progress, pulled by one thread at a time. */
public interface WatchStream extends AutoCloseable {
    /** The first revision that it delivers: everything before was there when the watch began. */
    long fromRevision();

    /**
     * The next item, or null if there is none yet: the wakeup given to {@link KvFacade#watch} runs after one arrived.
     * Nothing follows the {@linkplain WatchItem.Type#isLast last} one.
     */
    @Nullable
    WatchItem poll();

    /** The history that the revisions of all items belong to; 0 before it is known. */
    long incarnation();

    /** Ends the watch. Any thread, any number of times. */
    @Override
    void close();
}
