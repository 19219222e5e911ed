package io.dengine.call;

/**
 * The memory for the answer to one read. It is reserved while the answer is read, not only when it is complete: rows
 * are copies, and many reads may be under way. Safe for use by any thread; its method is short.
 */
public interface AnswerRoom {
    /** No bound besides that of every answer. */
    AnswerRoom UNBOUNDED = bytes -> true;

    /** The message to a client whose answer got no room. */
    String NONE_LEFT = "Nothing was answered: this node has no memory left for an answer of this size. Ask for less at"
            + " a time, or later.";

    /** The size of a step in which room is taken: less is not worth the work of counting it. */
    int STEP_BYTES = 4 << 10;

    /**
     * Reserves {@code bytes} more.
     *
     * @return false if there is no room, and then nothing has changed
     */
    boolean take(long bytes);
}
