package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Voters that lost power together wait for each other until an operator accepts what is gone; then all are told. */
class AcceptedLossTest {
    private static final EntryId LAST = new EntryId(2, 3);

    private static OneCore withoutPower() {
        return new OneCore(
                new HardState(3, HardState.NOBODY), OneCore.voters(3), OneCore.entries(3, 3), Completeness.INCOMPLETE);
    }

    private static OneCore accepting() {
        return withoutPower().step(new Event.LossAccepted(waiter("op")));
    }

    @Test
    void a_node_that_lacks_nothing_has_nothing_to_accept() {
        OneCore one = OneCore.withLog(3);
        one.step(new Event.LossAccepted(waiter("op")));
        assertThat(one.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("op")), Reason.NOTHING_LOST));
    }

    @Test
    void a_node_that_lost_the_newest_members_cannot_accept_a_loss_until_it_knows_them_again() {
        OneCore one = alone(Completeness.INCOMPLETE, 3);
        one.step(new Event.LossAccepted(waiter("op")));
        assertThat(one.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("op")), Reason.CONFIGURATION_LOST));
        one.afterMillis(10_000);
        assertThat(one.core.status().role()).isEqualTo(RoleName.FOLLOWER);

        one.hear(3, 4, new EntryId(1, 3));
        one.receive(3, new Message.Append(4, 2, 1, new EntryId(1, 3), 0, List.of(OneCore.entry(2, 4))))
                .persistAll();
        one.step(new Event.LossAccepted(waiter("again")));
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("again"))));
    }

    @Test
    void members_that_cannot_do_without_it_do_not_keep_a_node_from_accepting_a_loss() {
        OneCore one = alone(Completeness.INCOMPLETE, 2); // as after a crash before the second one's entry was written
        one.step(new Event.LossAccepted(waiter("op")));
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("op"))));
    }

    @Test
    void the_only_voter_waits_for_the_members_that_it_lost() {
        OneCore one = alone(Completeness.TAIL_LOST, 3);
        one.afterMillis(10_000);
        assertThat(one.core.status().role()).isEqualTo(RoleName.FOLLOWER);

        OneCore other = alone(Completeness.TAIL_LOST, 2);
        other.afterMillis(10_000);
        assertThat(other.core.status().role()).isEqualTo(RoleName.CANDIDATE);
    }

    /** The only voter as far as it can read, which remembers that there were {@code lostVoters} later. */
    private static OneCore alone(Completeness completeness, int lostVoters) {
        return new OneCore(new RecoveredLog(
                new HardState(3, HardState.NOBODY, completeness),
                SnapshotMeta.bootstrap(OneCore.voters(1)),
                1,
                List.of(new TermRun(1, 3)),
                List.of(),
                OneCore.entries(3),
                List.of(OneCore.voters(lostVoters).at(2))));
    }

    @Test
    void a_vote_given_after_the_acceptance_says_so() {
        OneCore one = accepting();
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("op"))));
        one.afterMillis(101); // it may have promised another leader not to vote before it restarted
        one.receive(2, new Message.Vote(4, LAST, false)).persistAll();
        assertThat(one.lastSent(2, Message.VoteReply.class)).isEqualTo(new Message.VoteReply(4, true, true));
    }

    @Test
    void what_a_node_helped_to_elect_is_counted_before_it_is_whole_again() {
        OneCore one = accepting();
        one.hear(2, 4, LAST);
        one.receive(2, new Message.Append(4, 2, 1, LAST, 0, List.of(OneCore.entry(3, 4))))
                .persistAll();
        assertThat(one.lastSent(2, Message.AppendAccepted.class).recovering()).isFalse();
    }

    @Test
    void the_one_that_holds_most_is_waited_for() {
        OneCore one = accepting();
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(4, true)).persistAll();
        assertThat(one.core.status().role()).isNotEqualTo(RoleName.CANDIDATE);
        one.receive(3, new Message.PreVoteReply(4, true)).persistAll();
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
    }

    @Test
    void but_not_for_ever() {
        OneCore one = accepting();
        for (int millis = 0; millis < 1_400; millis += 10) {
            one.afterMillis(10);
        }
        one.receive(2, new Message.PreVoteReply(4, true)).persistAll();
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
    }

    @Test
    void a_leader_elected_with_such_a_vote_tells_it_in_its_first_entry() {
        OneCore one = OneCore.withLog(3);
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(4, true)).persistAll();
        one.receive(2, new Message.VoteReply(4, true, true));
        Entry first = one.lastSent(2, Message.Append.class).entries().get(0);
        assertThat(first.isAfterLoss()).isTrue();
        assertThat(one.all(Effect.Note.class))
                .contains(new Effect.Note(Effect.Topic.ELECTED_AFTER_LOSS, OneCore.SELF, 2, 4));
    }

    @Test
    void a_leader_elected_without_such_a_vote_has_nothing_to_tell() {
        OneCore one = OneCore.withLog(3);
        one.winElection();
        Entry first = one.lastSent(2, Message.Append.class).entries().get(0);
        assertThat(first.isAfterLoss()).isFalse();
    }

    @Test
    void a_leader_is_whole_again_when_everybody_was_told() {
        OneCore one = accepting();
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(4, true));
        one.receive(3, new Message.PreVoteReply(4, true)).persistAll();
        one.receive(2, new Message.VoteReply(4, true, true)).persistAll();
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
        assertThat(one.all(Effect.Note.class)).noneMatch(note -> note.topic() == Effect.Topic.RECOVERED);
        one.acknowledge(2);
        assertThat(one.all(Effect.Note.class)).anyMatch(note -> note.topic() == Effect.Topic.RECOVERED);
    }
}
