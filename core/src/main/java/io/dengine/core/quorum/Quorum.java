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
            if (newSet ? member.votesInNew() : member.votesInOld()) {
                insertSorted(count++, value.of(member.id()));
            }
        }
        // ascending order: the value at (count - 1) / 2 is reached by count / 2 + 1 members
        return count == 0 ? Long.MAX_VALUE : scratch[(count - 1) / 2];
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
