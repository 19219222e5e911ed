package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ElectionTest {
    @Test
    void a_follower_that_hears_nobody_asks_for_pre_votes_and_changes_no_term() {
        OneCore one = OneCore.withLog(3).afterMillis(201);

        assertThat(one.core.status().role()).isEqualTo(RoleName.PRE_CANDIDATE);
        assertThat(one.sent(2, Message.PreVote.class)).containsExactly(new Message.PreVote(4, new EntryId(1, 3)));
        assertThat(one.core.status().term()).isEqualTo(3);
        assertThat(one.all(Effect.Persist.class)).isEmpty();
    }

    @Test
    @Tag("bug:E-01")
    void a_vote_is_asked_for_only_after_the_own_one_is_durable() {
        OneCore one = OneCore.withLog(3).afterMillis(201).receive(2, new Message.PreVoteReply(4, true));

        assertThat(one.sent(2, Message.Vote.class)).isEmpty();
        Effect.Persist persist = one.all(Effect.Persist.class).get(0);
        assertThat(persist.hardState()).isEqualTo(OneCore.stored(4, OneCore.SELF, Completeness.COMPLETE));
        assertThat(persist.after())
                .containsExactly(
                        new Effect.Send(2, new Message.Vote(4, new EntryId(1, 3), false)),
                        new Effect.Send(3, new Message.Vote(4, new EntryId(1, 3), false)));
    }

    @Test
    @Tag("bug:E-03")
    void a_granted_vote_is_durable_before_the_answer_leaves() {
        OneCore one = OneCore.withLog(3).afterMillis(99);
        one.nowNanos += 2 * OneCore.MILLI; // the promise of a restarted voter has ended, its own timeout has not
        one.receive(2, new Message.Vote(4, new EntryId(1, 3), false));

        assertThat(one.sent(2, Message.VoteReply.class)).isEmpty();
        Effect.Persist persist = one.all(Effect.Persist.class).get(0);
        assertThat(persist.hardState()).isEqualTo(OneCore.stored(4, 2, Completeness.COMPLETE));
        assertThat(persist.after()).containsExactly(new Effect.Send(2, new Message.VoteReply(4, true)));
    }

    @Test
    @Tag("bug:R-11")
    void no_other_leader_is_elected_while_the_promise_holds_even_where_the_term_was_raised_meanwhile() {
        OneCore one = OneCore.withLog(3).afterMillis(101);
        one.receive(2, new Message.Append(3, 1, 1, new EntryId(1, 3), 1, List.of()));
        one.receive(3, new Message.PreVoteReply(4, false)).persistAll();
        assertThat(one.core.status().term()).isEqualTo(4);
        one.effects.clear();

        one.nowNanos += 99 * OneCore.MILLI;
        one.receive(3, new Message.Vote(4, new EntryId(1, 3), false)).persistAll();
        assertThat(one.effects).isEmpty();

        one.nowNanos += OneCore.MILLI;
        one.receive(3, new Message.Vote(4, new EntryId(1, 3), false)).persistAll();
        assertThat(one.lastSent(3, Message.VoteReply.class).granted()).isTrue();
    }

    @Test
    @Tag("bug:R-11")
    void a_transfer_that_the_leader_began_is_not_held_up_by_the_promise_to_it() {
        OneCore one = OneCore.withLog(3).afterMillis(101);
        one.receive(2, new Message.Append(3, 1, 1, new EntryId(1, 3), 1, List.of()));
        one.receive(3, new Message.Vote(4, new EntryId(1, 3), true)).persistAll();

        assertThat(one.lastSent(3, Message.VoteReply.class).granted()).isTrue();
    }

    @Test
    @Tag("bug:R-11")
    void a_voter_that_votes_alone_only_since_a_change_keeps_its_promise_over_a_restart() {
        Configuration alone = new Configuration(2, List.of(new Member(1, "node1", 0, Member.Role.VOTER)));
        List<Entry> log = List.of(OneCore.entry(1, 3), new Entry(2, 3, 1, Entry.Kind.CONFIGURATION, alone.encode()));
        OneCore one = new OneCore(new HardState(3, HardState.NOBODY), OneCore.voters(2), log, Completeness.COMPLETE);

        one.afterMillis(99);
        assertThat(one.core.status().role()).isEqualTo(RoleName.FOLLOWER);
        one.afterMillis(102).persistAll();
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
    }

    @Test
    @Tag("bug:R-11")
    void a_restarted_voter_keeps_the_promise_it_may_have_given() {
        OneCore one = OneCore.withLog(3).afterMillis(99).receive(2, new Message.Vote(9, new EntryId(9, 8), false));

        assertThat(one.core.status().term()).isEqualTo(3);
        assertThat(one.effects).isEmpty();
    }

    @Test
    @Tag("bug:E-14")
    void a_vote_is_ignored_while_a_leader_is_live_whatever_its_term() {
        OneCore one = OneCore.withLog(3).afterMillis(150);
        one.receive(3, new Message.Append(3, 1, 1, new EntryId(1, 3), 0, List.of()));
        one.effects.clear();
        one.receive(2, new Message.Vote(9, new EntryId(9, 8), false));
        one.receive(2, new Message.PreVote(9, new EntryId(9, 8)));

        assertThat(one.core.status()).isEqualTo(new CoreStatus(RoleName.FOLLOWER, 3, 3, false));
        assertThat(one.sent(2, Message.PreVoteReply.class)).containsExactly(new Message.PreVoteReply(3, false));
    }

    @Test
    void a_vote_that_the_leader_asked_for_is_not_refused_for_its_sake() {
        OneCore one = OneCore.withLog(3);
        one.receive(3, new Message.Append(3, 1, 1, new EntryId(1, 3), 0, List.of()));
        one.receive(2, new Message.Vote(4, new EntryId(1, 3), true)).persistAll();

        assertThat(one.lastSent(2, Message.VoteReply.class)).isEqualTo(new Message.VoteReply(4, true));
    }

    @Test
    @Tag("bug:E-06")
    void a_log_with_a_later_last_term_is_better_however_short() {
        OneCore one = OneCore.withLog(1, 1, 1, 2);
        one.nowNanos += 101 * OneCore.MILLI;
        one.receive(2, new Message.Vote(4, new EntryId(2, 3), false)).persistAll();
        assertThat(one.lastSent(2, Message.VoteReply.class).granted()).isTrue();

        OneCore other = OneCore.withLog(1, 1, 1, 2);
        other.nowNanos += 101 * OneCore.MILLI;
        other.receive(2, new Message.Vote(4, new EntryId(3, 2), false)).persistAll();
        assertThat(other.lastSent(2, Message.VoteReply.class).granted()).isFalse();
    }

    @Test
    @Tag("bug:E-09")
    void a_repeated_vote_reply_counts_once() {
        OneCore one =
                new OneCore(new HardState(1, HardState.NOBODY), OneCore.voters(5), List.of(), Completeness.COMPLETE);
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(2, true)).receive(3, new Message.PreVoteReply(2, true));
        one.persistAll();
        one.receive(2, new Message.VoteReply(2, true)).receive(2, new Message.VoteReply(2, true));

        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
    }

    @Test
    @Tag("bug:E-05")
    void votes_of_an_earlier_term_do_not_count_after_the_term_was_raised() {
        OneCore one = OneCore.withLog(1).afterMillis(201).receive(2, new Message.PreVoteReply(2, true));
        one.persistAll();
        one.receive(3, new Message.VoteReply(5, false));
        one.receive(2, new Message.VoteReply(2, true));

        assertThat(one.core.status()).isEqualTo(new CoreStatus(RoleName.FOLLOWER, 5, CoreStatus.NO_LEADER, false));
    }

    @Test
    void its_own_vote_does_not_count_because_something_written_before_is_durable() {
        OneCore one = OneCore.withLog(1);
        one.receive(3, new Message.Append(1, 1, 1, new EntryId(1, 1), 0, List.of(OneCore.entry(2, 1))));
        long entries = one.all(Effect.Persist.class).get(0).sequence();
        one.afterMillis(401).receive(2, new Message.PreVoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
        one.persistUpTo(entries);
        one.receive(2, new Message.VoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
        one.persistUpTo(entries + 1);
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
    }

    @Test
    void a_single_voter_leads_once_its_own_vote_is_durable() {
        OneCore one = new OneCore(HardState.INITIAL, OneCore.voters(1), List.of(), Completeness.COMPLETE);
        one.afterMillis(0);
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);

        one.persistAll().persistAll();
        assertThat(one.core.status()).isEqualTo(new CoreStatus(RoleName.LEADER, 1, OneCore.SELF, true));
    }

    @Test
    @Tag("bug:M-10")
    void a_learner_never_campaigns_but_answers_votes() {
        Configuration configuration = new Configuration(
                0,
                List.of(
                        new Member(1, "a", 0, Member.Role.PROMOTABLE),
                        new Member(2, "b", 0, Member.Role.VOTER),
                        new Member(3, "c", 0, Member.Role.VOTER)));
        OneCore one = new OneCore(HardState.INITIAL, configuration, List.of(), Completeness.COMPLETE);
        one.afterMillis(10_000);
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEARNER);
        assertThat(one.effects).isEmpty();

        one.receive(2, new Message.Vote(1, EntryId.ZERO, false)).persistAll();
        assertThat(one.lastSent(2, Message.VoteReply.class)).isEqualTo(new Message.VoteReply(1, true));
    }

    @Test
    void a_node_that_lost_power_neither_campaigns_nor_votes_until_it_has_caught_up() {
        OneCore one = new OneCore(
                new HardState(3, HardState.NOBODY), OneCore.voters(3), OneCore.entries(3), Completeness.INCOMPLETE);
        one.afterMillis(10_000);
        one.receive(2, new Message.Vote(4, new EntryId(1, 3), false)).persistAll();
        assertThat(one.lastSent(2, Message.VoteReply.class).granted()).isFalse();

        one.hear(3, 4, new EntryId(1, 3));
        one.receive(3, new Message.Append(4, 2, 1, new EntryId(1, 3), 0, List.of(OneCore.entry(2, 4))));
        one.persistAll();
        assertThat(one.lastSent(3, Message.AppendAccepted.class).recovering()).isTrue();
        one.receive(3, new Message.Append(4, 2, 2, new EntryId(2, 4), 2, List.of()));
        assertThat(one.core.isRecovering()).isFalse();
    }

    @Test
    void a_node_that_lost_power_has_caught_up_with_what_was_committed_first_however_much_follows() {
        OneCore one = new OneCore(
                new HardState(3, HardState.NOBODY), OneCore.voters(3), OneCore.entries(3), Completeness.TAIL_LOST);
        one.hear(3, 4, new EntryId(1, 3));
        one.receive(3, new Message.Append(4, 2, 1, new EntryId(1, 3), 1, List.of())); // the leader's own is not yet
        assertThat(one.core.isRecovering()).isTrue();
        for (long index = 2; index <= 9 && one.core.isRecovering(); index++) {
            one.receive(3, new Message.Append(4, 2, index, before(index), index, List.of(OneCore.entry(index, 4))));
            if (index > 2) {
                one.persistUpTo(index - 2); // a disk that is always one write behind
            }
        }
        assertThat(one.core.isRecovering()).isFalse();
        assertThat(one.core.commitIndex()).isLessThan(5);
    }

    @Test
    void what_a_leader_sent_before_it_knew_of_the_loss_does_not_end_the_recovery() {
        OneCore one = new OneCore(
                new HardState(3, HardState.NOBODY), OneCore.voters(3), OneCore.entries(3, 4), Completeness.TAIL_LOST);
        Message.Append made = new Message.Append(4, 7, 1, new EntryId(2, 4), 2, List.of());
        one.receive(3, made)
                .persistAll(); // what this disk has acknowledged in exchange 7 may be counted after the commit index of
        // 2
        assertThat(one.core.isRecovering()).isTrue();
        assertThat(one.lastSent(3, Message.AppendRejected.class))
                .isEqualTo(new Message.AppendRejected(4, 7, 1, new EntryId(2, 4)));
        one.receive(3, made);
        assertThat(one.core.isRecovering()).isTrue();

        one.receive(3, new Message.Append(4, 8, 2, new EntryId(2, 4), 3, List.of(OneCore.entry(3, 4))));
        assertThat(one.core.isRecovering()).isTrue();
        one.persistAll();
        assertThat(one.core.isRecovering()).isFalse();
    }

    private static EntryId before(long index) {
        return new EntryId(index - 1, index == 2 ? 3 : 4);
    }

    @Test
    void a_term_that_no_elections_can_have_reached_is_nobodys() {
        OneCore one = OneCore.withLog(3);
        long far = 4 + Message.MAX_TERMS_AHEAD;
        one.receive(2, new Message.Vote(far, new EntryId(9, 9), true));
        one.receive(2, new Message.Append(far, 1, 1, EntryId.ZERO, 0, List.of()));
        one.receive(2, new Message.VoteReply(far, false));
        one.receive(2, new Message.PreVote(far, new EntryId(9, 9)));
        assertThat(one.core.status().term()).isEqualTo(3);
        assertThat(one.effects).isEmpty();

        one.receive(2, new Message.Vote(far - 1, new EntryId(9, 9), true)); // as after a century away
        assertThat(one.core.status().term()).isEqualTo(far - 1);
    }

    @Test
    @Tag("bug:E-12")
    void a_leader_that_reaches_no_quorum_steps_down_and_says_nothing_more() {
        OneCore one = OneCore.leading(1);
        for (int i = 0; i < 21; i++) {
            one.afterMillis(10);
        }
        one.effects.clear();
        one.afterMillis(10);

        assertThat(one.core.status().role()).isNotEqualTo(RoleName.LEADER);
        assertThat(one.sent(2, Message.Append.class)).isEmpty();
    }
}
