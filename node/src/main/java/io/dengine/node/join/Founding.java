package io.dengine.node.join;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.node.membership.MembershipView;
import io.dengine.node.start.ConfiguredMembers;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides about bootstrapping. A node without data whose configuration lists initial members either bootstraps that
 * cluster, continues in an existing cluster that regards its disk as replaced, or does not start; the decision depends
 * on the clusters that other nodes know.
 *
 * @param nodeId the id of the node
 * @param cluster the id of the cluster that it would bootstrap
 * @param members the initial members of that cluster
 */
record Founding(int nodeId, ClusterId cluster, List<Member> members) {
    Founding {
        members = List.copyOf(members);
    }

    /**
     * Returns the cluster that this node is already a member of, or null if it may bootstrap one.
     *
     * @param answers the answers of the nodes that were reachable
     * @throws IOException if it must do neither; the message says why and what to do
     */
    @Nullable
    MembershipView decide(List<MembershipView> answers) throws IOException {
        MembershipView newest = null;
        for (MembershipView answer : answers) {
            Configuration known = answer.members();
            boolean begun = known.index() > 0;
            if (!begun) {
                checkSameBeginning(answer);
            } else if ((known.contains(nodeId) || answer.cluster().equals(cluster))
                    && (newest == null || known.index() > newest.members().index())) {
                newest = answer;
            }
        }
        if (newest == null) {
            return null;
        }
        Member self = newest.members().member(nodeId);
        if (self == null) {
            throw new IOException("The cluster that this configuration begins, " + cluster + ", has begun already, and"
                    + " node " + nodeId + " is not a member of it: its members are nodes "
                    + ConfiguredMembers.inWords(othersOf(newest.members())) + ". Nothing was changed. If the node was"
                    + " removed, and is to come back, let it join them as a new node does.");
        }
        if (self.storageId() != 0) {
            throw new IOException("Node " + nodeId + " is a member of cluster " + newest.cluster()
                    + " already, with data that this directory has not, so it must not begin a cluster. Nothing was"
                    + " changed. If its data are elsewhere, start it with them. If they are lost, have it replaced by"
                    + " itself: POST /replace {\"node_id\": " + nodeId + ", \"new_node_id\": " + nodeId + "} to any of "
                    + ConfiguredMembers.inWords(othersOf(newest.members())) + "; then start it again like this.");
        }
        return newest;
    }

    /**
     * Decides for a node that knows no other nodes than those that connected to it as a member of their cluster.
     *
     * @param answers by address; null for a caller that did not answer, whose knowledge is therefore unknown
     * @throws IOException if the node must not start; the message says why and what to do
     */
    @Nullable
    MembershipView decideCalled(Map<String, @Nullable MembershipView> answers) throws IOException {
        List<MembershipView> given = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        answers.forEach((address, answer) -> {
            if (answer == null) {
                silent.add(address);
            } else {
                given.add(answer);
            }
        });
        MembershipView found = decide(given);
        if (found == null && !silent.isEmpty()) {
            throw new IOException("Node " + nodeId + " has no data, and is called as a member of a cluster by "
                    + String.join(", ", silent)
                    + ", which did not answer when it was asked for the members. As it may be"
                    + " one of them, it must not begin a cluster. Nothing was changed. Start it again when "
                    + (silent.size() == 1 ? "that node answers" : "those nodes answer")
                    + "; or stop them, if they belong to a cluster that is no longer used.");
        }
        return found;
    }

    private List<Member> othersOf(Configuration known) {
        List<Member> others = new ArrayList<>();
        for (Member member : known.members()) {
            if (member.id() != nodeId) {
                others.add(member);
            }
        }
        return others;
    }

    /**
     * Checks that both nodes list the same members, because nodes that bootstrap a cluster together derive its id from
     * the list.
     */
    private void checkSameBeginning(MembershipView other) throws IOException {
        if (other.cluster().equals(cluster)
                || members.size() == 1
                || !other.members().contains(nodeId)) {
            return;
        }
        String difference = differenceTo(other.members());
        if (!difference.isEmpty()) {
            throw new IOException("The nodes do not begin the same cluster, because their configurations list different"
                    + " members: " + difference + ". Nothing was changed. Write the same list, to the letter, into the"
                    + " configurations of all of them.");
        }
    }

    private String differenceTo(Configuration other) {
        List<String> differences = new ArrayList<>();
        for (Member member : members) {
            Member there = other.member(member.id());
            if (there == null) {
                differences.add("node " + member.id() + " is listed here and not there");
            } else if (!there.address().equals(member.address())) {
                differences.add("node " + member.id() + " is at " + member.address() + " here and at " + there.address()
                        + " there");
            }
        }
        for (Member there : other.members()) {
            if (members.stream().noneMatch(member -> member.id() == there.id())) {
                differences.add("node " + there.id() + " is listed there and not here");
            }
        }
        return String.join("; ", differences);
    }
}
