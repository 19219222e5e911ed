package io.dengine.core.log;

/**
 * What a node must never forget: durable before any message that shows it leaves the node.
 *
 * @param term the latest term the node has seen
 * @param votedFor the candidate it voted for in that term, or {@link #NOBODY}
 */
public record HardState(long term, int votedFor) {
    /** No vote was cast in the term. Node ids start at 1. */
    public static final int NOBODY = 0;

    /** The state of a node that has never run. */
    public static final HardState INITIAL = new HardState(0, NOBODY);
}
