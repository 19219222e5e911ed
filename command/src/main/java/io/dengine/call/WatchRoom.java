package io.dengine.call;

/** The memory for the unread changes of one watcher. Safe for use by any thread; its methods are short. */
public interface WatchRoom {
    /** No bound besides those of every watch. */
    WatchRoom UNBOUNDED = bytes -> true;

    /**
     * Reserves {@code bytes}, or releases as many if that is negative.
     *
     * @return false if there is no room, and then nothing has changed; a release always succeeds
     */
    boolean take(long bytes);

    /**
     * Returns the maximum size that counts for a single change: any change must be deliverable, however large it is.
     */
    default long mostForOne() {
        return Long.MAX_VALUE;
    }
}
