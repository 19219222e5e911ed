package io.dengine.embedded;

import io.dengine.api.MemberView;
import java.util.List;

/**
 * The members of a cluster.
 *
 * @param all all members, sorted by id
 * @param committedIndex the index of the log entry with this configuration; 0 for the initial members
 */
public record Members(List<MemberView> all, long committedIndex) {
    public Members {
        all = List.copyOf(all);
    }

    /** Returns the members that count for quorums. */
    public List<MemberView> voters() {
        return all.stream()
                .filter(member -> member.role() == MemberView.Role.VOTER)
                .toList();
    }

    /** Returns the members that only receive entries. */
    public List<MemberView> learners() {
        return all.stream()
                .filter(member -> member.role() != MemberView.Role.VOTER)
                .toList();
    }
}
