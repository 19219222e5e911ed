package io.dengine.node.start;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members that a node's configuration names, as opposed to those that its log knows. The log decides; a comparison
 * of the two can show that a node was started wrongly.
 *
 * @param nodeId the id of the node
 * @param members the members as its configuration names them
 */
public record ConfiguredMembers(int nodeId, List<Member> members) {
    public ConfiguredMembers {
        members = List.copyOf(members);
    }

    /**
     * Returns the reason for which the node must not start, or null. A node that began alone and has never had another
     * member would continue alone, while the voters that its configuration names by now, which know nothing of it,
     * would begin a cluster of their own beside it: both would serve under the same names.
     */
    public @Nullable String objectionTo(Configuration stored) {
        if (stored.members().size() != 1 || !stored.isVoter(nodeId)) {
            return null;
        }
        List<String> strangers = new ArrayList<>();
        for (Member member : members) {
            if (member.isVoter() && member.id() != nodeId && !stored.wasRemoved(member.id())) {
                strangers.add("node " + member.id() + " at " + member.address());
            }
        }
        if (strangers.isEmpty()) {
            return null;
        }
        return "Its data are those of a cluster that node " + nodeId + " began alone, which has never had another"
                + " member; the configuration names further voters: " + String.join(", ", strangers)
                + ". They would begin another cluster, without these data. Nothing was changed. To grow this cluster,"
                + " start node " + nodeId + " as before, and have the others join it, with directories that are empty."
                + " To begin a new cluster with all of them, start node " + nodeId + " with an empty directory, too.";
    }

    /** Returns whether the log knows the same members at the same addresses. */
    public boolean match(Configuration stored) {
        boolean same = stored.members().size() == members.size();
        for (Member member : members) {
            Member known = stored.member(member.id());
            same = same && known != null && known.address().equals(member.address());
        }
        return same;
    }

    /** Returns the members as {@code id at address}, in one line. */
    public static String inWords(List<Member> members) {
        return members.stream()
                .map(member -> member.id() + " at " + member.address())
                .collect(Collectors.joining(", "));
    }
}
