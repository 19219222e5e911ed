package io.dengine.api;

/**
 * A member of the cluster.
 *
 * @param id positive
 * @param address host and port, as the members know it
 * @param role what it takes part in
 */
public record MemberView(int id, String address, Role role) {
    /** What a member takes part in. The order is part of the encoding: append only. */
    public enum Role {
        /** It votes, and counts for quorums. */
        VOTER,
        /** It receives everything, and becomes a voter once it has caught up. */
        LEARNER,
        /** It receives everything, and stays as it is. */
        READ_ONLY
    }
}
