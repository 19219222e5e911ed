package io.dengine.api;

/**
 * The guarantee and the revision of a read. Immutable.
 *
 * @param level the guarantee of the read
 * @param minRevision the revision that the result reflects at least: the node that serves the request waits until its
 *     store has reached it, up to 1.5 seconds, and fails with {@link EngineException.FutureRevision} if no node has
 *     written it by then. 0 for no minimum. With the revision of the caller's own last write, even an
 *     {@link ReadLevel#EVENTUAL} read sees that write
 * @param atRevision the revision to read the state at, which must not be compacted; 0 for the newest
 * @param incarnation the history that these revisions belong to, see {@link ClusterView#incarnation}: in another one
 *     the read fails with {@link EngineException.OtherIncarnation}. 0 stands for the history of the newest response
 *     that the client received. Matters only if a revision is given
 */
public record ReadOptions(ReadLevel level, long minRevision, long atRevision, long incarnation) {
    /** Reads the newest state, confirmed by a quorum. */
    public static final ReadOptions LINEARIZABLE = new ReadOptions(ReadLevel.LINEARIZABLE, 0, 0);

    /** Reads the newest state under the leader lease. */
    public static final ReadOptions LEASE = new ReadOptions(ReadLevel.LEASE, 0, 0);

    /** Reads the state of the node that serves the request, which may be old. */
    public static final ReadOptions EVENTUAL = new ReadOptions(ReadLevel.EVENTUAL, 0, 0);

    /**
     * Checks the revisions.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public ReadOptions {
        if (minRevision < 0 || atRevision < 0) {
            throw new IllegalArgumentException(
                    "revisions must not be negative: minRevision " + minRevision + ", atRevision " + atRevision);
        }
    }

    /** Creates options for revisions of the history of the newest response that the client received. */
    public ReadOptions(ReadLevel level, long minRevision, long atRevision) {
        this(level, minRevision, atRevision, 0);
    }

    /** Returns these options with {@code revision} as the minimum. */
    public ReadOptions notBefore(long revision) {
        return new ReadOptions(level, revision, atRevision, incarnation);
    }

    /** Returns these options for the state at {@code revision}. */
    public ReadOptions asOf(long revision) {
        return new ReadOptions(level, minRevision, revision, incarnation);
    }

    /** Returns these options for revisions of the history {@code itsIncarnation}. */
    public ReadOptions in(long itsIncarnation) {
        return new ReadOptions(level, minRevision, atRevision, itsIncarnation);
    }

    /** Returns whether the options name a revision, and so hold in one history only. */
    public boolean hasRevision() {
        return minRevision > 0 || atRevision > 0;
    }
}
