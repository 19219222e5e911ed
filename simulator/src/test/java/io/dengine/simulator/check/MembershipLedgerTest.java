package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembershipLedgerTest {
    private final MembershipLedger ledger = new MembershipLedger(voters(0, 1, 2, 3));

    @Test
    void an_uncommitted_configuration_is_possible_until_a_later_one_is_committed() {
        ledger.inForce(voters(5, 2, 3));
        assertThat(ledger.possible()).containsExactlyInAnyOrder(voters(0, 1, 2, 3), voters(5, 2, 3));

        commit(voters(7, 1, 2, 3, 4));
        assertThat(ledger.possible()).containsExactly(voters(7, 1, 2, 3, 4));
    }

    private void commit(Configuration members) {
        ledger.committed(new Entry(members.index(), 1, 0, Entry.Kind.CONFIGURATION, members.encode()));
    }

    private static Configuration voters(long index, int... ids) {
        List<Member> members = IntStream.of(ids)
                .mapToObj(id -> new Member(id, "node" + id, id, Member.Role.VOTER))
                .toList();
        return new Configuration(index, members);
    }
}
