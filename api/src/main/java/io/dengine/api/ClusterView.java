package io.dengine.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node sees it. Immutable.
 *
 * @param clusterId 32 hexadecimal digits
 * @param term the term of the leader, or the newest term that the node knows
 * @param leaderId {@link #NO_LEADER} if the node knows no leader at the moment
 * @param members in ascending order of their ids
 * @param configurationIndex the index of the log entry that made these the members; grows with each membership change
 * @param incarnation the random id of the cluster's history; 0 while it is not known. A new one begins with a restore,
 *     with a data loss that an operator accepted, and when all nodes lost their disks. Revisions, sessions and leases
 *     of different incarnations are unrelated
 */
public record ClusterView(
        String clusterId,
        long term,
        int leaderId,
        List<MemberView> members,
        long configurationIndex,
        long incarnation) {
    /** The leader id of a cluster without a known leader. */
    public static final int NO_LEADER = 0;

    public ClusterView {
        members = List.copyOf(members);
    }

    /** Creates a view of a cluster whose incarnation is not known. */
    public ClusterView(String clusterId, long term, int leaderId, List<MemberView> members, long configurationIndex) {
        this(clusterId, term, leaderId, members, configurationIndex, 0);
    }

    /** Returns whether the node knows a leader. */
    public boolean hasLeader() {
        return leaderId != NO_LEADER;
    }

    /** Returns the member of this id, or null if there is none. */
    public @Nullable MemberView member(int id) {
        for (MemberView member : members) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }
}
