package io.dengine.kv.store;

/**
 * The store of this node has not reached the requested revision. The same read may succeed later, or on another node.
 */
public final class FutureRevisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FutureRevisionException(long revision, long currentRevision) {
        super(
                "revision " + revision + " is not reached: this node is at " + currentRevision + ", read at that or "
                        + "wait",
                null,
                false,
                false);
    }
}
