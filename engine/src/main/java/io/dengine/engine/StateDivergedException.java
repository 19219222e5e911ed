package io.dengine.engine;

/**
 * Thrown when this node's state is not that of the majority, so that it must not be read. The message says what to do.
 */
public final class StateDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param index the entry after which states were compared
     * @param agreedHash the hash of a majority of the voters
     * @param ownHash the hash of this node
     */
    public StateDivergedException(long index, long agreedHash, long ownHash) {
        super("After entry " + index + " the state of this node is " + Long.toHexString(ownHash)
                + ", but a majority of the voters agrees on " + Long.toHexString(agreedHash)
                + ". The data of the majority is intact; reads that this node answered since the states differ"
                + " may have been wrong. Start the node again: it rebuilds its state from its snapshot"
                + " and its log. If this happens again, check its memory and disk, wipe its data"
                + " directory, and replace the member.");
    }
}
