package io.dengine.core;

/**
 * What the core tells about itself. One immutable value, so that role, term and leader always belong together.
 *
 * @param role what this node does now
 * @param term its current term
 * @param leaderId the leader of that term, or {@link #NO_LEADER}
 * @param ready whether this node leads and has committed an entry of its own term
 */
public record CoreStatus(RoleName role, long term, int leaderId, boolean ready) {
    /** No leader of the current term is known. */
    public static final int NO_LEADER = 0;

    /** The roles by name. */
    public enum RoleName {
        FOLLOWER,
        LEARNER,
        PRE_CANDIDATE,
        CANDIDATE,
        LEADER
    }
}
