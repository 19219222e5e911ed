package io.dengine.kv.store;

/** A revision of another history was given: what it stood for there does not hold here. */
public final class OtherIncarnationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long incarnation;

    /**
     * @param asked the incarnation that the revision belongs to
     * @param incarnation the one of the store
     */
    public OtherIncarnationException(long asked, long incarnation) {
        super(
                "the revision belongs to incarnation " + Incarnations.text(asked) + " of the cluster, which is "
                        + Incarnations.text(incarnation)
                        + " now: it was restored from a backup, a loss was accepted, or its nodes lost their disks."
                        + " Read the present state, and go on from there",
                null,
                false,
                false);
        this.incarnation = incarnation;
    }

    /** The one of the store. */
    public long incarnation() {
        return incarnation;
    }
}
