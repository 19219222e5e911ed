package io.dengine.api;

/**
 * How a read is done. Immutable.
 *
 * @param level what it may rely on
 * @param minRevision the answer reflects at least this revision: the node that is asked waits for it. 0 for no wish.
 *     With the revision of one's own last write, even an {@link ReadLevel#EVENTUAL} read sees that write
 * @param atRevision the state as it was at this revision, which must be kept still; 0 for the newest
 * @param incarnation the history that these revisions belong to, see {@link ClusterView#incarnation}: in another one
 *     the read fails with {@link EngineException.OtherIncarnation}. 0 for the one of the newest answer that the client
 *     had, which matters only where a revision is given
 */
public record ReadOptions(ReadLevel level, long minRevision, long atRevision, long incarnation) {
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

    /** In the history of the newest answer. */
    public ReadOptions(ReadLevel level, long minRevision, long atRevision) {
        this(level, minRevision, atRevision, 0);
    }

    /** The same, but reflecting at least {@code revision}. */
    public ReadOptions notBefore(long revision) {
        return new ReadOptions(level, revision, atRevision, incarnation);
    }

    /** The same, but of the state as it was at {@code revision}. */
    public ReadOptions asOf(long revision) {
        return new ReadOptions(level, minRevision, revision, incarnation);
    }

    /** The same, with revisions of this history. */
    public ReadOptions in(long itsIncarnation) {
        return new ReadOptions(level, minRevision, atRevision, itsIncarnation);
    }

    /** Whether it means something in one history only. */
    public boolean hasRevision() {
        return minRevision > 0 || atRevision > 0;
    }
}
