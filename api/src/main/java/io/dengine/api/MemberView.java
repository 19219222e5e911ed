package io.dengine.api;

/**
 * A member of the cluster.
 *
 * @param id positive
 * @param address host and port, as the configuration has it
 * @param role decides whether the member votes
 */
public record MemberView(int id, String address, Role role) {
    /** The role of a member. The order is part of the encoding: append only. */
    public enum Role {
        /** Votes, and counts toward quorums. */
        VOTER,
        /** Receives all entries without voting, and becomes a voter once it has caught up. */
        LEARNER,
        /** Receives all entries without voting, and does not become a voter. */
        READ_ONLY
    }
}
