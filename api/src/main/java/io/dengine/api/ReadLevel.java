package io.dengine.api;

/** What a read may rely on, and so what it costs. The order is part of the encoding: append only. */
public enum ReadLevel {
    /** The newest state, confirmed by a quorum; no clock is trusted. */
    LINEARIZABLE,
    /**
     * The newest state as long as the clocks of the nodes run at nearly the same speed: answered by the leader alone
     * while it holds a lease, else confirmed like {@link #LINEARIZABLE}.
     */
    LEASE,
    /** A state that was the newest one at some time: answered at once by whichever node is asked. */
    EVENTUAL
}
