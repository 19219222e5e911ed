package io.dengine.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as a node sees it.
 *
 * @param clusterId 32 hexadecimal digits
 * @param term of the leader, or the newest one that is known
 * @param leaderId {@link #NO_LEADER} if none is known at the moment
 * @param members in the order of their ids
 * @param configurationIndex of the log entry that made these the members; grows with each change
 * @param incarnation names the cluster's history, at random; 0 before it is known. Another one begins with a restore,
 *     with an accepted loss, and where all nodes lost their disks: revisions, sessions and leases of different
 *     incarnations have nothing to do with each other
 */
public record ClusterView(
        String clusterId,
        long term,
        int leaderId,
        List<MemberView> members,
        long configurationIndex,
        long incarnation) {
    /** In place of a leader's id. */
    public static final int NO_LEADER = 0;

    public ClusterView {
        members = List.copyOf(members);
    }

    /** Of a cluster whose history is not known. */
    public ClusterView(String clusterId, long term, int leaderId, List<MemberView> members, long configurationIndex) {
        this(clusterId, term, leaderId, members, configurationIndex, 0);
    }

    public boolean hasLeader() {
        return leaderId != NO_LEADER;
    }

    /** The member of this id, or null. */
    public @Nullable MemberView member(int id) {
        for (MemberView member : members) {
            if (member.id() == id) {
                return member;
            }
        }
        return null;
    }
}
