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

    @Test
    void of_quorums_that_always_meet_every_pair_has_a_common_voter() {
        SplittableRandom random = new SplittableRandom(4711);
        int meeting = 0;
        for (int round = 0; round < 5_000; round++) {
            Configuration one = arbitrary(random);
            Configuration other = arbitrary(random);
            boolean meet = Quorum.alwaysMeet(one, other);
            meeting += meet ? 1 : 0;
            if (meet || !one.isJoint() && !other.isJoint()) {
                assertThat(everyPairMeets(one, other))
                        .as("%s and %s", one, other)
                        .isEqualTo(meet);
            }
        }
        assertThat(meeting).isBetween(500, 4_500);
    }

    @Test
    void a_voter_with_another_disk_is_another_voter() {
        Configuration one = new Configuration(1, List.of(new Member(1, "", 11, Member.Role.VOTER)));
        Configuration other = new Configuration(2, List.of(new Member(1, "", 12, Member.Role.VOTER)));
        Configuration unrecorded = new Configuration(3, List.of(new Member(1, "", 0, Member.Role.VOTER)));
        assertThat(Quorum.alwaysMeet(one, other)).isFalse();
        assertThat(Quorum.alwaysMeet(one, unrecorded)).isTrue();
    }

    @Test
    void a_joint_configuration_meets_what_either_of_its_sets_meets() {
        Configuration left = voters(3);
        Configuration leaving = joint(1, 4);
        Configuration elsewhere = joint(1, 7);
        assertThat(Quorum.alwaysMeet(leaving, left)).isTrue();
        assertThat(Quorum.alwaysMeet(left, leaving)).isTrue();
        assertThat(Quorum.alwaysMeet(leaving, elsewhere)).isTrue();
        assertThat(Quorum.alwaysMeet(joint(4, 7), left)).isFalse();
        assertThat(Quorum.alwaysMeet(left, joint(4, 7))).isFalse();
        assertThat(Quorum.alwaysMeet(leaving, joint(7, 10))).isFalse();
    }

    /** From three voters to three others, each set given by its lowest id. */
    private static Configuration joint(int firstOld, int firstNew) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(new Member(firstOld + i, "", 0, Member.Role.OUTGOING));
            members.add(new Member(firstNew + i, "", 0, Member.Role.INCOMING));
        }
        return new Configuration(0, members);
    }

    /** One to six members, of which at least one votes; often one step from a joint configuration. */
    private static Configuration arbitrary(SplittableRandom random) {
        while (true) {
            List<Member> members = new ArrayList<>();
            for (int id = 1; id <= 6; id++) {
                if (random.nextInt(3) > 0) {
                    int role = random.nextInt(2) == 0 ? 0 : random.nextInt(5);
                    members.add(new Member(id, "", 0, Member.Role.values()[role]));
                }
            }
            Configuration configuration = new Configuration(0, members);
            boolean votesInBoth = members.stream().anyMatch(Member::votesInNew)
                    && members.stream().anyMatch(Member::votesInOld);
            if (votesInBoth) {
                return configuration;
            }
        }
    }

    private boolean everyPairMeets(Configuration one, Configuration other) {
        for (int of = 0; of < 1 << 7; of += 2) {
            for (int against = 0; against < 1 << 7; against += 2) {
                if ((of & against) == 0 && isQuorum(one, of) && isQuorum(other, against)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isQuorum(Configuration configuration, int nodes) {
        return quorum.reached(configuration, id -> (nodes >> id) & 1) == 1;
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
