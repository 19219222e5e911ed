package io.dengine.core.quorum;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;

/**
 * Majority arithmetic over one or, in a joint configuration, both sets of voters (Raft dissertation, §4.3).
 *
 * <p>Keeps a scratch array, so that a call allocates nothing. Owned by one thread.
 */
public final class Quorum {
    private final long[] scratch = new long[Configuration.MAX_MEMBERS];

    /** The value of one member: a match index, a round, or 1 for a vote. */
    @FunctionalInterface
    public interface MemberValue {
        long of(int memberId);
    }

    /**
     * Returns the largest value that a majority of every set of voters has reached.
     *
     * @return that value; a set without voters imposes no limit, so a configuration without voters gives
     *     {@link Long#MAX_VALUE}
     */
    public long reached(Configuration configuration, MemberValue value) {
        long byNew = reached(configuration, value, true);
        return configuration.isJoint() ? Math.min(byNew, reached(configuration, value, false)) : byNew;
    }

    private long reached(Configuration configuration, MemberValue value, boolean newSet) {
        int count = 0;
        for (int i = 0; i < configuration.members().size(); i++) {
            Member member = configuration.members().get(i);
            if (votes(member, newSet)) {
                insertSorted(count++, value.of(member.id()));
            }
        }
        // ascending order: the value at (count - 1) / 2 is reached by count / 2 + 1 members
        return count == 0 ? Long.MAX_VALUE : scratch[(count - 1) / 2];
    }

    /**
     * Returns whether it is certain that each quorum of one configuration has a voter in common with each quorum of the
     * other: a majority of one set of voters of either has. A voter with another disk is another voter.
     */
    public static boolean alwaysMeet(Configuration one, Configuration other) {
        boolean meet = majoritiesMeet(one, true, other, true);
        // A quorum of a joint configuration has a majority of either set: it is enough that one pair of sets meets.
        meet |= one.isJoint() && majoritiesMeet(one, false, other, true);
        meet |= other.isJoint() && majoritiesMeet(one, true, other, false);
        return meet || one.isJoint() && other.isJoint() && majoritiesMeet(one, false, other, false);
    }

    private static boolean majoritiesMeet(
            Configuration one, boolean newOfOne, Configuration other, boolean newOfOther) {
        int common = 0;
        for (Member member : one.members()) {
            Member same = other.member(member.id());
            if (same != null && votes(member, newOfOne) && votes(same, newOfOther)) {
                boolean disksKnown = member.storageId() != 0 && same.storageId() != 0;
                common += disksKnown && member.storageId() != same.storageId() ? 0 : 1;
            }
        }
        return commonVotersNeeded(one, newOfOne, common) + commonVotersNeeded(other, newOfOther, common) > common;
    }

    /** Returns how many of the {@code common} voters a majority needs that takes as few of them as possible. */
    private static int commonVotersNeeded(Configuration configuration, boolean newSet, int common) {
        int voters = 0;
        for (Member member : configuration.members()) {
            voters += votes(member, newSet) ? 1 : 0;
        }
        return Math.max(0, voters / 2 + 1 - (voters - common));
    }

    private static boolean votes(Member member, boolean inNew) {
        return inNew ? member.votesInNew() : member.votesInOld();
    }

    private void insertSorted(int count, long value) {
        int at = count;
        while (at > 0 && scratch[at - 1] > value) {
            scratch[at] = scratch[at - 1];
            at--;
        }
        scratch[at] = value;
    }
}
