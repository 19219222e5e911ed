package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Node 1 has the disk 10. By the newest configuration in its log, which may have committed or not, the voter 1 has the
 * disk 11. What node 1 grants and holds itself does not count: the voter with the disk 11 may have decided otherwise.
 */
class FormerDiskTest {
    private final OneCore one = started();

    private static OneCore started() {
        List<Entry> log = List.of(members(1, 10), members(2, 11));
        OneCore one = new OneCore(new HardState(1, 2), OneCore.voters(3), log, Completeness.COMPLETE);
        one.step(new Event.PeerIdentified(OneCore.SELF, 10));
        return one;
    }

    private static Entry members(long index, long disk) {
        Configuration configuration = new Configuration(index, List.of(voter(1, disk), voter(2, 20), voter(3, 30)));
        return new Entry(index, 1, 1, Entry.Kind.CONFIGURATION, configuration.encode());
    }

    private static Member voter(int id, long disk) {
        return new Member(id, "node" + id, disk, Member.Role.VOTER);
    }

    @Test
    void one_vote_beside_its_own_does_not_elect_it() {
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.PRE_CANDIDATE);

        one.receive(3, new Message.PreVoteReply(2, true));
        one.persistAll();
        one.receive(2, new Message.VoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.CANDIDATE);

        one.receive(3, new Message.VoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEADER);
    }

    @Test
    void as_a_leader_it_needs_both_others_to_commit_and_to_confirm_a_read_and_then_steps_down() {
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(2, true));
        one.receive(3, new Message.PreVoteReply(2, true));
        one.persistAll();
        one.receive(2, new Message.VoteReply(2, true));
        one.receive(3, new Message.VoteReply(2, true));
        one.step(new Event.ReadsRequested(List.of(waiter("read"))));
        one.persistAll();

        one.acknowledge(2);
        assertThat(one.core.commitIndex()).isZero();
        assertThat(one.all(Effect.LeaseGranted.class)).isEmpty();

        one.acknowledge(3);
        assertThat(one.core.commitIndex()).isEqualTo(3);
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.FOLLOWER);
    }
}
