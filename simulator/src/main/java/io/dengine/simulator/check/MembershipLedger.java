package io.dengine.simulator.check;

import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Knows the configuration in force after each entry. A configuration is in force as soon as a leader has appended it
 * (Raft dissertation, §4.1), so the configuration that committed an entry may be after it in the log, and need be
 * neither committed nor stored.
 */
public final class MembershipLedger {
    private final Set<Configuration> inForce = new HashSet<>();
    private final List<Configuration> committed = new ArrayList<>();

    public MembershipLedger(Configuration bootstrap) {
        committed.add(bootstrap);
    }

    /** Returns the members of the newest committed configuration. */
    public Configuration current() {
        return committed.get(committed.size() - 1);
    }

    /** Returns each configuration that a node may use now or later: the committed one, and all later ones. */
    public List<Configuration> possible() {
        List<Configuration> possible = new ArrayList<>();
        possible.add(current());
        for (Configuration later : inForce) {
            if (later.index() > current().index()) {
                possible.add(later);
            }
        }
        return possible;
    }

    /** Records that a node uses this configuration from now on. */
    public void inForce(Configuration configuration) {
        inForce.add(configuration);
    }

    /** Records a committed entry. The caller passes entries in log order. */
    public void committed(Entry entry) {
        if (entry.kind() == Entry.Kind.CONFIGURATION) {
            Configuration next = Configuration.decode(entry.index(), entry.payload());
            if (!committed.contains(next)) { // otherwise it is one that has survived a loss
                checkStep(current(), next);
                committed.add(next);
            }
        }
    }

    /** Returns whether a configuration that a node may use now or later has this member. */
    public boolean mayBeMember(int node) {
        return possible().stream().anyMatch(members -> members.member(node) != null);
    }

    /** Returns whether these members are a quorum of a configuration that a node may use now or later. */
    public boolean mayBeQuorum(Predicate<Member> chosen) {
        return possible().stream().anyMatch(members -> isQuorum(members, chosen));
    }

    /** Returns whether these members are a quorum of each configuration that a node may use now or later. */
    public boolean isAlwaysQuorum(Predicate<Member> chosen) {
        return possible().stream().allMatch(members -> isQuorum(members, chosen));
    }

    /**
     * Checks that a new leader has the disk that its members know: entries that it acknowledged may have been on a lost
     * disk.
     *
     * @param storageId the storage id of its disk
     */
    public void leads(int node, long storageId) {
        Member known = current().member(node);
        boolean isKnown = possible().stream()
                .map(configuration -> configuration.member(node))
                .anyMatch(member -> member != null && isDisk(member, storageId));
        if (known != null && !isKnown) {
            throw new Violation(
                    "no lost disk leads",
                    "node " + node + " leads with storage id " + storageId + ", but the members know " + known);
        }
    }

    private static boolean isDisk(Member member, long storageId) {
        return member.storageId() == 0 || member.storageId() == storageId;
    }

    /** Checks that any majority of one configuration shares a voter with any majority of the next. */
    private static void checkStep(Configuration from, Configuration to) {
        int changed = 0;
        for (Member member : to.members()) {
            changed += member.isVoter() && !from.isVoter(member.id()) ? 1 : 0;
        }
        for (Member member : from.members()) {
            changed += member.isVoter() && !to.isVoter(member.id()) ? 1 : 0;
        }
        if (changed > 1 && !from.isJoint() && !to.isJoint()) {
            throw new Violation("one voter at a time", "the members go from " + from + " to " + to);
        }
        if (to.voterCount() == 0) {
            throw new Violation("somebody votes", "the members go from " + from + " to " + to);
        }
    }

    /**
     * Returns whether the members that have the entry at {@code index} are a quorum of a configuration that may have
     * committed it.
     */
    public boolean mayCommit(long index, Predicate<Member> holds) {
        if (isQuorum(current(), holds)) {
            return true;
        }
        for (Configuration later : inForce) {
            if (later.index() > index && isQuorum(later, holds)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether these members are a quorum of the configuration. */
    public static boolean isQuorum(Configuration configuration, Predicate<Member> holds) {
        return isMajority(configuration, Member::votesInOld, holds)
                && isMajority(configuration, Member::votesInNew, holds);
    }

    private static boolean isMajority(Configuration configuration, Predicate<Member> votes, Predicate<Member> holds) {
        int voters = 0;
        int holders = 0;
        for (Member member : configuration.members()) {
            voters += votes.test(member) ? 1 : 0;
            holders += votes.test(member) && holds.test(member) ? 1 : 0;
        }
        return holders > voters / 2;
    }
}
