package io.dengine.core.membership;

/**
 * A node of a cluster.
 *
 * @param id the node id, from 1; never reused within a cluster
 * @param address host and port where peers and clients reach it
 * @param storageId the random identity of its disk, or 0 while it is not known; a node that comes back with another
 *     disk is another node
 * @param role its part in quorums
 */
public record Member(int id, String address, long storageId, Role role) {
    /** The role of a member. The order is part of the encoding: append only. */
    public enum Role {
        /** Counts in every quorum. */
        VOTER,
        /** Receives the log, counts in no quorum, and is promoted when it has caught up. */
        PROMOTABLE,
        /** Receives the log and stays a learner. */
        READ_ONLY,
        /** In a joint configuration: a voter of the new set only. */
        INCOMING,
        /** In a joint configuration: a voter of the old set only. */
        OUTGOING;

        static final Role[] VALUES = values();
    }

    public Member withRole(Role newRole) {
        return new Member(id, address, storageId, newRole);
    }

    public Member withStorageId(long newStorageId) {
        return new Member(id, address, newStorageId, role);
    }

    public Member withAddress(String newAddress) {
        return new Member(id, newAddress, storageId, role);
    }

    /** Returns whether it counts in the new (or only) set of voters. */
    public boolean votesInNew() {
        return role == Role.VOTER || role == Role.INCOMING;
    }

    /**
     * Returns whether it counts in the old set of voters of a joint configuration; in another one, whether it is a
     * voter.
     */
    public boolean votesInOld() {
        return role == Role.VOTER || role == Role.OUTGOING;
    }

    public boolean isVoter() {
        return votesInNew() || votesInOld();
    }
}
