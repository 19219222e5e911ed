package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import io.dengine.core.membership.RemovedMember;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three voters, of which this one, number 1, leads. Number 2 answers at first, number 3 does not. */
class MembershipTest {
    private final OneCore one = OneCore.leading(1);

    private Configuration with(Member... added) {
        List<Member> members = new ArrayList<>(one.core.configuration().members());
        for (Member member : added) {
            members.removeIf(present -> present.id() == member.id());
            members.add(member);
        }
        return new Configuration(0, members);
    }

    private Configuration without(int id) {
        List<Member> members = new ArrayList<>(one.core.configuration().members());
        members.removeIf(present -> present.id() == id);
        return new Configuration(0, members);
    }

    private static Member learner(int id) {
        return new Member(id, "node" + id, 0, Member.Role.PROMOTABLE);
    }

    private static Member voter(int id) {
        return voter(id, 0);
    }

    private static Member voter(int id, long storageId) {
        return new Member(id, "node" + id, storageId, Member.Role.VOTER);
    }

    private MembershipTest change(Configuration target) {
        one.step(new Event.ChangeRequested(target, one.core.configuration().index(), waiter("change")));
        return this;
    }

    /** What was appended is stored here and on node 2. */
    private void commit() {
        one.persistAll().acknowledge(2).persistAll();
        assertThat(one.core.commitIndex()).isEqualTo(one.lastId().index());
    }

    private void refusedWith(Reason why) {
        assertThat(one.all(Effect.Refuse.class)).containsExactly(new Effect.Refuse(List.of(waiter("change")), why));
        one.effects.clear();
    }

    /** Learner 4 joins, and says which disk it has. */
    private void learnerJoins() {
        change(with(learner(4)));
        commit();
        one.step(new Event.PeerIdentified(4, 44));
    }

    /** So many heartbeats, which nodes 2 and 4 answer at once. */
    private void heartbeats(int count) {
        for (int i = 0; i < count; i++) {
            one.afterMillis(10).persistAll();
            one.acknowledge(2).acknowledge(4).persistAll();
        }
    }

    @Test
    void a_voter_cannot_be_given_another_disk_in_one_change() {
        one.step(new Event.PeerIdentified(3, 33));
        one.afterMillis(10);
        commit();
        assertThat(one.core.configuration().member(3)).isEqualTo(voter(3, 33));

        change(with(voter(3, 34)));
        refusedWith(Reason.INVALID_CHANGE);
        change(with(voter(3, 0)));
        refusedWith(Reason.INVALID_CHANGE);
        change(with(learner(3)));
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
    }

    @Test
    @Tag("bug:M-14")
    void a_learner_is_added_while_one_of_three_is_down() {
        change(with(learner(4)));
        commit();

        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("change"))));
        assertThat(one.core.configuration().member(4)).isEqualTo(learner(4));
    }

    @Test
    @Tag("bug:M-01")
    void nothing_is_changed_before_an_entry_of_the_own_term_is_committed() {
        OneCore fresh = OneCore.withLog(1);
        fresh.winElection();
        fresh.persistAll();
        fresh.step(new Event.ChangeRequested(OneCore.voters(2), 0, waiter("change")));

        assertThat(fresh.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("change")), Reason.NOT_READY));
    }

    @Test
    @Tag("bug:M-16")
    void of_two_changes_at_once_one_is_refused() {
        change(with(learner(4)));
        one.step(new Event.ChangeRequested(with(learner(5)), 0, waiter("second")));
        one.step(new Event.ChangeRequested(
                with(learner(5)), one.core.configuration().index(), waiter("third")));

        assertThat(one.all(Effect.Refuse.class))
                .containsExactly(
                        new Effect.Refuse(List.of(waiter("second")), Reason.CHANGE_IN_FLIGHT),
                        new Effect.Refuse(List.of(waiter("third")), Reason.CHANGE_IN_FLIGHT));
        commit();
        one.effects.clear();
        one.step(new Event.ChangeRequested(with(learner(5)), 0, waiter("change")));
        refusedWith(Reason.STALE_CONFIGURATION);
    }

    @Test
    @Tag("bug:M-08")
    void a_learner_that_was_never_heard_is_not_promoted() {
        change(with(learner(4)));
        commit();
        one.effects.clear();

        change(with(voter(4)));
        refusedWith(Reason.LEARNER_LAGS);
    }

    @Test
    void a_node_does_not_become_a_voter_without_having_been_a_learner() {
        change(with(voter(4)));

        refusedWith(Reason.LEARNER_LAGS);
    }

    @Test
    void a_learner_is_promoted_after_two_quick_rounds_in_a_row() {
        learnerJoins();
        assertThat(one.core.isReadyToVote(4)).isFalse();
        heartbeats(5);

        assertThat(one.core.configuration().member(4))
                .as("by itself")
                .isEqualTo(new Member(4, "node4", 44, Member.Role.VOTER));
        assertThat(one.all(Effect.Note.class))
                .anyMatch(note -> note.topic() == Effect.Topic.LEARNER_PROMOTED && note.peer() == 4);
    }

    @Test
    void a_read_only_learner_is_never_promoted_by_itself() {
        change(with(new Member(4, "node4", 44, Member.Role.READ_ONLY)));
        commit();
        heartbeats(20);

        assertThat(one.core.isReadyToVote(4)).isTrue();
        assertThat(one.core.configuration().isVoter(4)).isFalse();
    }

    @Test
    @Tag("bug:M-06")
    void a_learner_without_the_latest_configuration_is_not_ready() {
        change(with(new Member(4, "node4", 44, Member.Role.READ_ONLY)));
        commit();
        heartbeats(5);
        assertThat(one.core.isReadyToVote(4)).isTrue();

        change(with(new Member(5, "node5", 55, Member.Role.READ_ONLY)));
        one.persistAll().acknowledge(2);
        assertThat(one.core.isReadyToVote(4)).isFalse();
        one.acknowledge(4);
        assertThat(one.core.isReadyToVote(4)).isTrue();
    }

    @Test
    void a_learner_that_takes_longer_than_an_election_timeout_for_a_round_is_not_ready() {
        learnerJoins();
        for (int i = 0; i < 4; i++) {
            for (int beat = 0; beat < 11; beat++) {
                one.afterMillis(10).persistAll().acknowledge(2).persistAll();
            }
            one.acknowledge(4);
        }

        assertThat(one.core.isReadyToVote(4)).isFalse();
        assertThat(one.core.configuration().isVoter(4)).isFalse();
    }

    @Test
    @Tag("bug:M-07")
    void voters_are_not_removed_so_that_those_left_have_no_majority() {
        change(without(2));
        refusedWith(Reason.QUORUM_ENDANGERED);

        one.step(new Event.ChangeRequested(without(2), 0, true, waiter("forced")));
        assertThat(one.core.configuration().isVoter(2)).isFalse();
    }

    @Test
    @Tag("bug:M-07")
    void a_voter_that_answers_and_does_not_count_makes_no_majority_of_those_left() {
        one.afterMillis(11);
        Message.Append asked = one.lastSent(3, Message.Append.class);
        one.receive(3, new Message.Echo(asked.term(), asked.exchange(), asked.round()));
        change(without(2));
        refusedWith(Reason.QUORUM_ENDANGERED);

        one.receive(
                3, new Message.AppendAccepted(asked.term(), asked.exchange(), asked.round(), asked.lastIndex(), true));
        change(without(2));
        refusedWith(Reason.QUORUM_ENDANGERED);
    }

    @Test
    void a_voter_that_is_gone_is_removed() {
        change(without(3));
        commit();

        assertThat(one.all(Effect.Complete.class)).hasSize(1);
        assertThat(one.core.configuration().wasRemoved(3)).isTrue();
    }

    @Test
    void the_last_voter_is_not_removed() {
        change(new Configuration(0, List.of(learner(1), learner(2))));

        refusedWith(Reason.LAST_VOTER);
    }

    @Test
    @Tag("bug:M-10")
    void a_node_that_no_configuration_in_its_log_makes_a_voter_never_campaigns() {
        Configuration learns = new Configuration(0, List.of(learner(1), voter(2), voter(3)));
        OneCore learner = new OneCore(new HardState(1, 0), learns, OneCore.entries(1, 1), Completeness.COMPLETE);
        learner.afterMillis(10_000).persistAll();

        assertThat(learner.core.status().role()).isEqualTo(CoreStatus.RoleName.LEARNER);
        assertThat(learner.all(Effect.Send.class)).isEmpty();
    }

    @Test
    @Tag("bug:M-05")
    void a_configuration_that_is_truncated_is_no_longer_in_force() {
        OneCore follower = OneCore.withLog(1);
        Configuration two = OneCore.voters(2);
        Entry change = new Entry(2, 2, 1, Entry.Kind.CONFIGURATION, two.encode());
        follower.receive(2, new Message.Append(2, 1, 1, new EntryId(1, 1), 0, List.of(change)))
                .persistAll();
        assertThat(follower.core.configuration().voterCount()).isEqualTo(2);

        follower.receive(3, new Message.Append(3, 1, 1, new EntryId(1, 1), 0, List.of(OneCore.entry(2, 3))));
        assertThat(follower.core.configuration().voterCount()).isEqualTo(3);
    }

    @Test
    void the_disks_that_nodes_prove_become_part_of_the_configuration() {
        one.step(new Event.PeerIdentified(1, 11)).step(new Event.PeerIdentified(2, 22));
        one.afterMillis(10);
        commit();

        assertThat(one.core.configuration().member(1)).isEqualTo(new Member(1, "node1", 11, Member.Role.VOTER));
        assertThat(one.core.configuration().member(2)).isEqualTo(new Member(2, "node2", 22, Member.Role.VOTER));
        assertThat(one.core.configuration().member(3)).isEqualTo(voter(3));
    }

    @Test
    @Tag("bug:M-02")
    void what_a_node_with_another_disk_acknowledges_does_not_count() {
        the_disks_that_nodes_prove_become_part_of_the_configuration();
        long committed = one.core.commitIndex();
        one.step(new Event.PeerIdentified(2, 222)).propose(waiter("w"));
        one.persistAll().acknowledge(2);

        assertThat(one.core.commitIndex()).isEqualTo(committed);
        assertThat(one.all(Effect.Note.class))
                .anyMatch(note -> note.topic() == Effect.Topic.PEER_FENCED && note.peer() == 2);
        one.step(new Event.PeerIdentified(2, 22)).afterMillis(100);
        one.acknowledge(2);
        assertThat(one.core.commitIndex()).isEqualTo(committed + 1);
    }

    @Test
    @Tag("bug:M-02")
    void what_a_node_has_acknowledged_is_forgotten_when_it_comes_with_another_disk() {
        the_disks_that_nodes_prove_become_part_of_the_configuration();
        assertThat(one.core.matchIndexOf(2)).isPositive();
        one.step(new Event.PeerIdentified(2, 222));
        assertThat(one.core.matchIndexOf(2)).isZero();
    }

    @Test
    @Tag("bug:M-02")
    void a_voter_that_may_have_lost_everything_helps_to_elect_only_who_holds_nothing() {
        OneCore blank = OneCore.blank();
        blank.receive(2, new Message.Vote(5, new EntryId(7, 4), false)).persistAll();
        assertThat(blank.lastSent(2, Message.VoteReply.class).granted()).isFalse();
        blank.receive(2, new Message.Vote(6, new EntryId(0, 0), false)).persistAll();
        assertThat(blank.lastSent(2, Message.VoteReply.class).granted()).isTrue();
    }

    @Test
    void the_first_entries_of_a_new_cluster_make_its_nodes_whole() {
        OneCore blank = OneCore.blank();
        blank.receive(2, new Message.Append(1, 1, 1, new EntryId(0, 0), 0, List.of(OneCore.entry(1, 1))))
                .persistAll();
        assertThat(blank.lastSent(2, Message.AppendAccepted.class).recovering()).isFalse();
    }

    @Test
    @Tag("bug:M-02")
    void entries_of_a_cluster_that_has_committed_some_do_not_make_a_node_whole() {
        OneCore blank = OneCore.blank();
        blank.hear(2, 1, EntryId.ZERO);
        blank.receive(2, new Message.Append(1, 2, 1, new EntryId(0, 0), 1, List.of(OneCore.entry(1, 1))))
                .persistAll();
        assertThat(blank.lastSent(2, Message.AppendAccepted.class).recovering()).isTrue();
    }

    @Test
    @Tag("bug:M-12")
    void a_leader_that_alone_holds_its_own_removal_can_be_elected_again() {
        Entry removal = new Entry(2, 1, 1, Entry.Kind.CONFIGURATION, new Configuration(0, List.of(voter(2))).encode());
        OneCore former = new OneCore(
                new HardState(1, 1), OneCore.voters(2), List.of(OneCore.entry(1, 1), removal), Completeness.COMPLETE);
        former.afterMillis(10_000);
        assertThat(former.core.status().role()).isEqualTo(CoreStatus.RoleName.PRE_CANDIDATE);
    }

    @Test
    void a_removed_id_comes_back_only_with_another_disk() {
        Configuration before = new Configuration(
                1, List.of(new Member(1, "a", 11, Member.Role.VOTER), new Member(2, "b", 22, Member.Role.VOTER)));
        Configuration gone = new Configuration(2, List.of(new Member(1, "a", 11, Member.Role.VOTER))).after(before);
        Configuration back = new Configuration(
                        3, List.of(new Member(1, "a", 11, Member.Role.VOTER), new Member(2, "b", 0, Member.Role.VOTER)))
                .after(gone);

        assertThat(gone.removed()).containsExactly(new RemovedMember(2, 22));
        assertThat(gone.fence(2, 22)).isEqualTo(Fence.REMOVED);
        assertThat(back.fence(2, 22)).isEqualTo(Fence.REMOVED);
        assertThat(back.fence(2, 23)).isNull();
        assertThat(back.fence(1, 12)).isEqualTo(Fence.OTHER_DISK);
        assertThat(back.wasRemoved(2)).isFalse();
        assertThat(Configuration.decode(3, back.encode())).isEqualTo(back);
    }

    @Test
    void several_voters_change_through_a_joint_configuration() {
        change(with(
                new Member(4, "node4", 44, Member.Role.READ_ONLY), new Member(5, "node5", 55, Member.Role.READ_ONLY)));
        commit();
        for (int i = 0; i < 6; i++) {
            one.afterMillis(10).persistAll();
            one.acknowledge(2).acknowledge(4).acknowledge(5).persistAll();
        }
        one.effects.clear();
        change(with(new Member(4, "node4", 44, Member.Role.VOTER), new Member(5, "node5", 55, Member.Role.VOTER)));
        assertThat(one.core.configuration().isJoint()).isTrue();
        one.persistAll().acknowledge(2);
        assertThat(one.core.configuration().isJoint())
                .as("two of the five that will vote")
                .isTrue();
        one.acknowledge(4).persistAll();

        assertThat(one.core.configuration().isJoint()).isFalse();
        assertThat(one.core.configuration().voterCount()).isEqualTo(5);
        one.acknowledge(2).acknowledge(4);
        assertThat(one.all(Effect.Complete.class)).hasSize(1);
    }

    @Test
    void no_voter_becomes_a_learner_in_a_change_of_several_voters() {
        change(with(new Member(4, "node4", 44, Member.Role.READ_ONLY)));
        commit();
        for (int i = 0; i < 6; i++) {
            one.afterMillis(10).persistAll();
            one.acknowledge(2).acknowledge(4).persistAll();
        }
        one.effects.clear();
        change(with(new Member(3, "node3", 0, Member.Role.READ_ONLY), new Member(4, "node4", 44, Member.Role.VOTER)));
        refusedWith(Reason.INVALID_CHANGE);
    }

    @Test
    @Tag("bug:M-12")
    void a_leader_leads_until_its_own_removal_is_committed() {
        one.afterMillis(10).acknowledge(2).acknowledge(3);
        change(without(1));
        one.persistAll();
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEADER);
        one.acknowledge(2);
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEADER);
        one.acknowledge(3);

        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEARNER);
        assertThat(one.lastSent(2, Message.Append.class).commitIndex())
                .isEqualTo(one.lastId().index());
        one.afterMillis(10_000);
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEARNER);
    }
}
