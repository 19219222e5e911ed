package io.dengine.api;

/**
 * How a read is done. Immutable.
 *
 * @param level what it may rely on
 * @param minRevision the answer reflects at least this revision: the node that is asked waits for it. 0 for no wish.
 *     With the revision of one's own last write, even an {@link ReadLevel#EVENTUAL} read sees that write
 * @param atRevision the state as it was at this revision, which must be kept still; 0 for the newest
 */
public record ReadOptions(ReadLevel level, long minRevision, long atRevision) {
    /** The newest state, confirmed by a quorum. */
    public static final ReadOptions LINEARIZABLE = new ReadOptions(ReadLevel.LINEARIZABLE, 0, 0);

    /** The newest state, by the leader's lease. */
    public static final ReadOptions LEASE = new ReadOptions(ReadLevel.LEASE, 0, 0);

    /** Whatever the asked node has. */
    public static final ReadOptions EVENTUAL = new ReadOptions(ReadLevel.EVENTUAL, 0, 0);

    public ReadOptions {
        if (minRevision < 0 || atRevision < 0) {
            throw new IllegalArgumentException(
                    "revisions must not be negative: minRevision " + minRevision + ", atRevision " + atRevision);
        }
    }

    /** The same, but reflecting at least {@code revision}. */
    public ReadOptions notBefore(long revision) {
        return new ReadOptions(level, revision, atRevision);
    }

    /** The same, but of the state as it was at {@code revision}. */
    public ReadOptions asOf(long revision) {
        return new ReadOptions(level, minRevision, revision);
    }
}
