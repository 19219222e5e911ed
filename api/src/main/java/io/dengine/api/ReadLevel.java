package io.dengine.api;

/** The guarantee of a read, and so its cost. The order is part of the encoding: append only. */
public enum ReadLevel {
    /** Returns the newest state, which a quorum confirms. Relies on no clock. */
    LINEARIZABLE,
    /**
     * Returns the newest state as long as the clocks of the nodes run at nearly the same rate: the leader answers alone
     * while it holds a leader lease; without one the read is confirmed like {@link #LINEARIZABLE}.
     */
    LEASE,
    /** Returns the state of the node that serves the request, at once. The state may be old. */
    EVENTUAL
}
