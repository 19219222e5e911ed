package io.dengine.core.log;

/**
 * The identity of an entry: two logs that hold the same id hold the same entry and the same prefix (Raft paper, §5.3).
 *
 * @param index position in the log; 0 is the position before the first entry
 * @param term the term at that position; 0 before the first entry
 */
public record EntryId(long index, long term) {
    /**
     * A bound above every term and every index that a cluster ever reaches, even with an election or an entry each
     * microsecond for eight years. A node rejects larger numbers, because they would leave no room for the next one.
     */
    public static final long LIMIT = 1L << 48;

    /** The position before the first entry. */
    public static final EntryId ZERO = new EntryId(0, 0);

    /**
     * Returns whether a log that ends here is at least as up to date as one that ends at {@code other} (Raft paper,
     * §5.4.1).
     */
    public boolean atLeastAsUpToDateAs(EntryId other) {
        return term != other.term ? term > other.term : index >= other.index;
    }
}
