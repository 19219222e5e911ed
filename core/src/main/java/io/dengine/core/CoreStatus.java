package io.dengine.core;

/**
 * The status of the core. One immutable value, so that role, term and leader are always consistent with each other.
 *
 * @param role the current role of this node
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

    /** Returns the status with these values: this one if it has them, so that asking at each step creates nothing. */
    public CoreStatus with(RoleName newRole, long newTerm, int newLeaderId, boolean isReady) {
        return role == newRole && term == newTerm && leaderId == newLeaderId && ready == isReady
                ? this
                : new CoreStatus(newRole, newTerm, newLeaderId, isReady);
    }
}
