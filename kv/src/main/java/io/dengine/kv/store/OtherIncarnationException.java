package io.dengine.kv.store;

/** The given revision belongs to another history: the state that it named there does not exist here. */
public final class OtherIncarnationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long incarnation;

    /**
     * @param asked the incarnation that the revision belongs to
     * @param incarnation the incarnation of the store
     */
    public OtherIncarnationException(long asked, long incarnation) {
        super(
                "the revision belongs to incarnation " + Incarnations.text(asked) + " of the cluster, which is "
                        + Incarnations.text(incarnation)
                        + " now: it was restored from a backup, a loss was accepted, or its nodes lost their"
                        + " disks. Read the present state, and continue from its revision",
                null,
                false,
                false);
        this.incarnation = incarnation;
    }

    /** Returns the incarnation of the store. */
    public long incarnation() {
        return incarnation;
    }
}
