package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader does for its clients and its peers, and what others do not do. */
class LeaderTest {
    private static List<Effect.Refuse> refusals(OneCore one) {
        return one.all(Effect.Refuse.class);
    }

    private static Effect.Refuse refused(Waiter waiter, Reason why) {
        return new Effect.Refuse(List.of(waiter), why);
    }

    @Test
    void who_does_not_lead_refuses_what_only_a_leader_does() {
        OneCore one = OneCore.withLog(1).propose(waiter("write"));
        one.step(new Event.TransferRequested(2, waiter("transfer")));
        one.step(new Event.ChangeRequested(OneCore.voters(2), 0, waiter("change")));
        one.step(new Event.CheckRequested()).step(new Event.StepDownRequested());

        assertThat(one.effects)
                .containsExactly(
                        refused(waiter("write"), Reason.NOT_LEADER),
                        refused(waiter("transfer"), Reason.NOT_LEADER),
                        refused(waiter("change"), Reason.NOT_LEADER));
        assertThat(one.core.matchIndexOf(2)).isEqualTo(-1);
        assertThat(one.core.isHeard(2)).isFalse();
        assertThat(one.core.isReadyToVote(2)).isFalse();
        assertThat(one.core.base()).isEqualTo(EntryId.ZERO);
    }

    @Test
    void while_leadership_is_handed_over_nothing_is_begun() {
        OneCore one = OneCore.leading(1);
        one.step(new Event.TransferRequested(3, waiter("transfer")));
        EntryId last = one.lastId();
        one.propose(waiter("write")).step(new Event.CheckRequested());
        one.step(new Event.ChangeRequested(OneCore.voters(2), 0, waiter("change")));
        one.step(new Event.TransferRequested(2, waiter("second")));

        assertThat(refusals(one))
                .containsExactly(
                        refused(waiter("write"), Reason.TRANSFER_IN_FLIGHT),
                        refused(waiter("change"), Reason.TRANSFER_IN_FLIGHT),
                        refused(waiter("second"), Reason.TRANSFER_IN_FLIGHT));
        assertThat(one.lastId()).isEqualTo(last);
    }

    @Test
    void a_check_is_an_entry_that_nobody_waits_for() {
        OneCore one = OneCore.leading(1).step(new Event.CheckRequested());

        Entry check = one.all(Effect.Persist.class).get(0).entries().get(0);
        assertThat(check.kind()).isEqualTo(Entry.Kind.CHECK);
        assertThat(check.payload()).isEqualTo(Bytes.EMPTY);
        assertThat(one.lastSent(2, Message.Append.class).entries()).containsExactly(check);
    }

    @Test
    void a_leader_knows_whom_it_hears() {
        OneCore one = OneCore.leading(1);
        assertThat(one.core.isHeard(2)).isTrue();
        assertThat(one.core.isHeard(OneCore.SELF)).isTrue();
        assertThat(one.core.isHeard(3)).as("it has not answered yet").isFalse();
        assertThat(one.core.isHeard(9)).as("no member").isFalse();
        assertThat(one.core.matchIndexOf(2)).isEqualTo(2);
        assertThat(one.core.matchIndexOf(3)).isZero();
        assertThat(one.core.matchIndexOf(9)).isEqualTo(-1);

        one.nowNanos += 200 * OneCore.MILLI;
        assertThat(one.core.isHeard(2)).isTrue();
        one.nowNanos++;
        one.receive(3, new Message.PreVote(1, EntryId.ZERO));
        assertThat(one.core.isHeard(2)).as("not within an election timeout").isFalse();
    }

    @Test
    void a_vote_of_an_earlier_term_is_answered_with_the_present_one() {
        OneCore one = OneCore.leading(1).receive(3, new Message.Vote(1, new EntryId(9, 9), false));

        assertThat(one.sent(3, Message.VoteReply.class)).containsExactly(new Message.VoteReply(2, false));
    }

    @Test
    void peers_hear_at_once_what_was_committed_after_they_were_sent_everything() {
        OneCore one = OneCore.leading(1).propose(waiter("w")).persistAll();
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.effects.clear();
        one.acknowledge(2, append, 3);

        assertThat(one.sent(2, Message.Append.class)).hasSize(1);
        Message.Append news = one.lastSent(2, Message.Append.class);
        assertThat(news.entries()).isEmpty();
        assertThat(news.commitIndex()).isEqualTo(3);
    }

    @Test
    void no_more_appends_are_unanswered_than_the_window_holds() {
        OneCore one = OneCore.leading(1);
        for (int i = 0; i < OneCore.MAX_INFLIGHT + 3; i++) {
            one.propose(waiter("w" + i));
        }
        assertThat(one.sent(2, Message.Append.class)).hasSize(OneCore.MAX_INFLIGHT);

        Message.Append first = one.sent(2, Message.Append.class).get(0);
        one.effects.clear();
        one.acknowledge(2, first, first.lastIndex());
        assertThat(one.sent(2, Message.Append.class)).hasSize(1);
        assertThat(one.lastSent(2, Message.Append.class).entries())
                .as("all that waited")
                .hasSize(3);
    }

    @Test
    void no_more_bytes_are_unanswered_than_the_window_holds() {
        OneCore one = OneCore.leading(1);
        Bytes command = Bytes.utf8("x".repeat(OneCore.MAX_APPEND_BYTES));
        int sent = 0;
        while (one.sent(2, Message.Append.class).size() == sent) {
            one.step(new Event.Proposed(List.of(new Event.Proposal(command, waiter("w" + sent++))), 0));
        }
        assertThat(sent - 1)
                .as("appends of the largest size in flight")
                .isEqualTo(8)
                .isLessThan(OneCore.MAX_INFLIGHT);

        Message.Append first = one.sent(2, Message.Append.class).get(0);
        one.acknowledge(2, first, first.lastIndex());
        assertThat(one.sent(2, Message.Append.class)).hasSize(9);
    }

    @Test
    void a_peer_that_holds_less_is_sent_what_it_lacks_and_the_rest_follows_its_answer() {
        OneCore one = OneCore.withLog(1, 1, 1);
        one.winElection();
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.effects.clear();
        one.receive(2, new Message.AppendRejected(2, append.exchange(), append.round(), new EntryId(1, 1)));
        one.propose(waiter("more"));

        assertThat(one.sent(2, Message.Append.class)).hasSize(1);
        Message.Append probe = one.lastSent(2, Message.Append.class);
        assertThat(probe.prev()).isEqualTo(new EntryId(1, 1));
        assertThat(probe.entries()).hasSize(3);
        assertThat(probe.exchange()).isNotEqualTo(append.exchange());
        one.receive(2, new Message.AppendAccepted(2, probe.exchange(), probe.round(), 4, false));
        assertThat(one.lastSent(2, Message.Append.class).prev()).isEqualTo(new EntryId(4, 2));
    }

    @Test
    void an_answer_to_something_that_was_never_sent_counts_for_nothing() {
        OneCore one = OneCore.leading(1).step(new Event.ReadsRequested(List.of(waiter("read"))));
        Message.Append asked = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.Echo(2, asked.exchange(), asked.round() + 1));
        one.receive(2, new Message.Echo(2, asked.exchange() + 1_000, asked.round()));
        one.receive(9, new Message.Echo(2, asked.exchange(), asked.round()));
        one.receive(2, new Message.AppendAccepted(2, asked.exchange(), 0, 99, false));

        assertThat(one.all(Effect.ReadAt.class)).isEmpty();
        assertThat(one.core.matchIndexOf(2)).isEqualTo(2);
    }

    @Test
    void voters_that_come_and_go_at_once_go_through_a_configuration_of_both() {
        Configuration before = new Configuration(
                0,
                List.of(
                        new Member(1, "a", 0, Member.Role.VOTER),
                        new Member(2, "b", 0, Member.Role.VOTER),
                        new Member(3, "c", 0, Member.Role.VOTER),
                        new Member(4, "d", 0, Member.Role.VOTER)));
        OneCore one =
                new OneCore(new HardState(1, HardState.NOBODY), before, OneCore.entries(1), Completeness.COMPLETE);
        one.afterMillis(201);
        one.receive(2, new Message.PreVoteReply(2, true)).receive(3, new Message.PreVoteReply(2, true));
        one.persistAll();
        one.receive(2, new Message.VoteReply(2, true)).receive(3, new Message.VoteReply(2, true));
        one.persistAll().acknowledge(2).acknowledge(3);
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);

        Configuration target = new Configuration(
                0, List.of(new Member(1, "a", 0, Member.Role.VOTER), new Member(2, "b", 0, Member.Role.VOTER)));
        one.step(new Event.ChangeRequested(target, 0, waiter("change")));
        assertThat(one.core.configuration().members())
                .extracting(Member::id, Member::role)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, Member.Role.VOTER),
                        org.assertj.core.groups.Tuple.tuple(2, Member.Role.VOTER),
                        org.assertj.core.groups.Tuple.tuple(3, Member.Role.OUTGOING),
                        org.assertj.core.groups.Tuple.tuple(4, Member.Role.OUTGOING));

        one.persistAll().acknowledge(2).acknowledge(3).persistAll();
        assertThat(one.core.configuration().isJoint()).isFalse();
        assertThat(one.core.configuration().voterCount()).isEqualTo(2);
        assertThat(one.all(Effect.Complete.class))
                .as("not before the second step")
                .isEmpty();
        one.persistAll().acknowledge(2).persistAll();
        assertThat(one.all(Effect.Complete.class)).containsExactly(new Effect.Complete(List.of(waiter("change"))));
    }
}
