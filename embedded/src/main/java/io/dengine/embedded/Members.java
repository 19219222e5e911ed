package io.dengine.embedded;

import io.dengine.api.MemberView;
import java.util.List;

/**
 * Who belongs to a cluster.
 *
 * @param all in the order of their ids
 * @param committedIndex of the entry of the log that made these the members; 0 for those that it began with
 */
public record Members(List<MemberView> all, long committedIndex) {
    public Members {
        all = List.copyOf(all);
    }

    /** Those that count for quorums. */
    public List<MemberView> voters() {
        return all.stream()
                .filter(member -> member.role() == MemberView.Role.VOTER)
                .toList();
    }

    /** Those that only receive. */
    public List<MemberView> learners() {
        return all.stream()
                .filter(member -> member.role() != MemberView.Role.VOTER)
                .toList();
    }
}
