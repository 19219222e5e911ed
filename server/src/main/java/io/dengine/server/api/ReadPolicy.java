package io.dengine.server.api;

/** How recent the answer to a read must be. */
public enum ReadPolicy {
    /** Reflects every write that was acknowledged before the read began; confirmed with a quorum. */
    LINEARIZABLE,
    /** As {@link #LINEARIZABLE} as long as clocks keep to the drift bound; local to a leader that holds its lease. */
    LEASE,
    /** Whatever this node has applied, which may be arbitrarily old. */
    EVENTUAL
}
