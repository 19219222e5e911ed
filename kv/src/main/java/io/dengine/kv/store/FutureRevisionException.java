package io.dengine.kv.store;

/** The requested revision does not exist yet, at this node or at all; the message says which. */
public final class FutureRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The store of this node has not reached it. The same read may succeed later, or on another node. */
    FutureRevisionException(long revision, long currentRevision) {
        this("revision " + revision + " is not reached: this node is at " + currentRevision + ", read at that or wait");
    }

    private FutureRevisionException(String message) {
        super(message, null, false, false);
    }

    /** Creates the failure of a read for which the leader confirmed that no node has written {@code revision}. */
    public static FutureRevisionException writtenByNoNode(long revision, long newestRevision) {
        return new FutureRevisionException("no node has written revision " + revision + " yet: the newest is "
                + newestRevision + ". Nothing was read. Ask for a revision that a response has returned, or watch for"
                + " the change that you wait for.");
    }
}
