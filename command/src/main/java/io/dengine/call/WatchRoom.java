package io.dengine.call;

/**
 * The memory in which changes wait for one watcher, for as long as it has not taken them. Safe for use by any thread;
 * its methods are brief.
 */
public interface WatchRoom {
    /** No bound but those of every watch. */
    WatchRoom UNBOUNDED = bytes -> true;

    /**
     * Takes {@code bytes} more, or gives back as many where negative.
     *
     * @return false if there is no room, and then nothing has changed; it is never refused to give back
     */
    boolean take(long bytes);

    /** For how much a single change counts at most: one must be deliverable however large it is. */
    default long mostForOne() {
        return Long.MAX_VALUE;
    }
}
