package io.dengine.server.api;

/** The consistency of a read. */
public enum ReadPolicy {
    /** Reflects every write that was acknowledged before the read began. Confirmed with a quorum. */
    LINEARIZABLE,
    /**
     * As {@link #LINEARIZABLE} as long as clocks keep to the drift bound. Served locally by a leader that holds its
     * lease.
     */
    LEASE,
    /** Returns the state that this node has applied, which may be arbitrarily old. */
    EVENTUAL
}
