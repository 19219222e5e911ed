package io.dengine.call;

/**
 * The memory for the answer to one read. It is reserved while the answer is read, not only when it is complete: rows
 * are copies, and many reads may be under way. Safe for use by any thread; its method is short.
 */
public interface AnswerRoom {
    /** No bound besides that of every answer. */
    AnswerRoom UNBOUNDED = bytes -> true;

    /**
     * Reserves {@code bytes} more.
     *
     * @return false if there is no room, and then nothing has changed
     */
    boolean take(long bytes);
}
