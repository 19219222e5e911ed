package io.dengine.server.config;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.server.config.ServerConfig.Identity;
import io.dengine.transport.ClusterId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Determines the identity of this node and its initial members, and refuses lists that contradict themselves. */
final class IdentityBinder {
    private static final String MEMBERS = "cluster.initial_cluster";
    private static final String SIZE = "cluster.initial_cluster_size";
    private static final String NODE_ID = "cluster.node_id";

    private final Settings settings;
    private final Problems problems;

    IdentityBinder(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    Identity bind() {
        int nodeId = Math.toIntExact(settings.whole(NODE_ID));
        Address listen = settings.address("cluster.listen_address");
        List<Member> members = members(nodeId, listen);
        checkSize(members);
        Settings.Setting name = settings.find("cluster.name");
        String clusterName = name == null ? "" : (String) name.value();
        return new Identity(nodeId, listen, members, ClusterId.of(clusterName, members));
    }

    private List<Member> members(int nodeId, Address listen) {
        Settings.Setting setting = settings.find(MEMBERS);
        if (setting == null) {
            return List.of(new Member(nodeId, listen.toString(), 0, Member.Role.VOTER));
        }
        List<Member> members =
                ((List<?>) setting.value()).stream().map(Member.class::cast).toList();
        members = firstVoters(members);
        members = withSelf(nodeId, listen, members);
        checkSelf(nodeId, listen, members);
        checkAddresses(members);
        checkStorable(members);
        if (!members.isEmpty() && members.stream().noneMatch(Member::isVoter)) {
            problems.error(setting.origin(), MEMBERS + " has no voter: a cluster of learners cannot elect a leader");
        }
        return members;
    }

    /** Keeps only the first voters if the cluster starts with fewer than are listed; the others join it as learners. */
    private List<Member> firstVoters(List<Member> members) {
        if (!settings.isExplicit(SIZE)) {
            return members;
        }
        long left = settings.whole(SIZE);
        List<Member> first = new ArrayList<>();
        for (Member member : members) {
            boolean joins = member.isVoter() && left-- <= 0;
            first.add(joins ? member.withRole(Member.Role.PROMOTABLE) : member);
        }
        return first;
    }

    /**
     * Adds this node as a learner if the size of the cluster is set and its list lacks the node: the node then joins
     * it.
     */
    private List<Member> withSelf(int nodeId, Address listen, List<Member> members) {
        boolean stated = settings.isExplicit(SIZE) && settings.isExplicit(NODE_ID);
        if (!stated || members.isEmpty() || members.stream().anyMatch(member -> member.id() == nodeId)) {
            return members;
        }
        List<Member> all = new ArrayList<>(members);
        all.add(new Member(nodeId, listen.toString(), 0, Member.Role.PROMOTABLE));
        return all;
    }

    private void checkSelf(int nodeId, Address listen, List<Member> members) {
        Origin origin = settings.origin(MEMBERS);
        if (members.size() > 1 && !settings.isExplicit(NODE_ID)) {
            problems.error(
                    origin,
                    NODE_ID + " is missing: it says which of the " + members.size()
                            + " nodes of initial_cluster this one is");
            return;
        }
        for (Member member : members) {
            if (member.id() == nodeId) {
                Address own = Address.parse(member.address());
                if (own != null && own.port() != listen.port()) {
                    problems.warning(
                            origin,
                            "this node listens on port " + listen.port() + ", but others are told to reach it at " + own
                                    + "; that works only if something forwards the one to the other");
                }
                return;
            }
        }
        if (!members.isEmpty()) {
            problems.error(
                    origin,
                    MEMBERS + " does not name node " + nodeId + ", which this node is according to "
                            + settings.origin(NODE_ID).place());
        }
    }

    private void checkAddresses(List<Member> members) {
        Map<String, Integer> owners = new HashMap<>();
        for (Member member : members) {
            Integer other = owners.putIfAbsent(member.address(), member.id());
            if (other != null) {
                problems.error(
                        settings.origin(MEMBERS),
                        MEMBERS + " gives nodes " + other + " and " + member.id() + " the same address "
                                + member.address());
            }
        }
    }

    /** A list that no node could store is no error yet: a node that has data does not use it. */
    private void checkStorable(List<Member> members) {
        Configuration listed;
        try {
            listed = new Configuration(0, members);
        } catch (IllegalArgumentException e) {
            problems.error(settings.origin(MEMBERS), MEMBERS + ": " + e.getMessage());
            return;
        }
        String excess = listed.excessOfNew();
        if (excess != null) {
            problems.warning(
                    settings.origin(MEMBERS),
                    MEMBERS + ": " + excess + " A node without data does not start with this list");
        }
    }

    private void checkSize(List<Member> members) {
        if (!settings.isExplicit(SIZE)) {
            return;
        }
        long size = settings.whole(SIZE);
        long voters = members.stream().filter(Member::isVoter).count();
        if (size != voters && size != members.size()) {
            problems.error(
                    settings.origin(SIZE),
                    SIZE + " is " + size + ", but " + MEMBERS
                            + (settings.isExplicit(MEMBERS)
                                    ? " names " + voters + " voters"
                                    : " is missing; list the nodes there"));
        }
    }
}
