package io.dengine.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QuorumTest {
    private final Quorum quorum = new Quorum();

    @Test
    @Tag("bug:E-19")
    void majorities_of_one_to_nine_voters_are_more_than_half() {
        for (int voters = 1; voters <= 9; voters++) {
            Configuration configuration = voters(voters);
            for (int reachedBy = 0; reachedBy <= voters; reachedBy++) {
                int limit = reachedBy;
                boolean reached = quorum.reached(configuration, id -> id <= limit ? 1 : 0) == 1;
                assertThat(reached).as("%d of %d", reachedBy, voters).isEqualTo(2 * reachedBy > voters);
            }
        }
    }

    @Test
    void agrees_with_a_count_of_every_candidate_value() {
        SplittableRandom random = new SplittableRandom(4711);
        for (int round = 0; round < 50_000; round++) {
            List<Member> members = new ArrayList<>();
            long[] values = new long[8];
            int size = random.nextInt(1, 8);
            for (int id = 1; id <= size; id++) {
                members.add(new Member(id, "", 0, Member.Role.values()[random.nextInt(5)]));
                values[id] = random.nextInt(6);
            }
            Configuration configuration = new Configuration(0, members);
            if (members.stream().noneMatch(Member::votesInNew)
                    || configuration.isJoint() && members.stream().noneMatch(Member::votesInOld)) {
                continue;
            }
            assertThat(quorum.reached(configuration, id -> values[id])).isEqualTo(naive(members, values));
        }
    }

    private static long naive(List<Member> members, long[] values) {
        for (long candidate = 5; candidate >= 0; candidate--) {
            long limit = candidate;
            long newReached = members.stream()
                    .filter(Member::votesInNew)
                    .filter(m -> values[m.id()] >= limit)
                    .count();
            long newAll = members.stream().filter(Member::votesInNew).count();
            long oldReached = members.stream()
                    .filter(Member::votesInOld)
                    .filter(m -> values[m.id()] >= limit)
                    .count();
            long oldAll = members.stream().filter(Member::votesInOld).count();
            boolean joint = members.stream().anyMatch(m -> m.votesInNew() != m.votesInOld());
            if (2 * newReached > newAll && (!joint || 2 * oldReached > oldAll)) {
                return candidate;
            }
        }
        return -1;
    }

    private static Configuration voters(int count) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new Member(id, "", 0, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }
}
