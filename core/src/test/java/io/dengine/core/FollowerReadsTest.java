package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a follower reads: it asks its leader for an index, one question at a time. Node 2 leads term 1. */
class FollowerReadsTest {
    private final OneCore one = OneCore.withLog(1);

    @BeforeEach
    void follow() {
        one.receive(2, heartbeat(1));
    }

    private static Message.Append heartbeat(long term) {
        return new Message.Append(term, term, 1, new EntryId(1, 1), 1, List.of());
    }

    private static Event reads(Waiter... waiters) {
        return new Event.ReadsRequested(List.of(waiters));
    }

    private Message.ReadIndexReply answer(long index) {
        return new Message.ReadIndexReply(
                1, one.lastSent(2, Message.ReadIndex.class).requestId(), index);
    }

    private void refused(Waiter... waiters) {
        assertThat(one.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiters), Reason.LEADERSHIP_LOST));
        assertThat(one.all(Effect.ReadAt.class)).isEmpty();
    }

    @Test
    void what_comes_while_a_question_is_on_its_way_goes_with_the_next_one() {
        one.step(reads(waiter("a"))).step(reads(waiter("b"))).step(reads(waiter("c")));
        assertThat(one.sent(2, Message.ReadIndex.class)).hasSize(1);
        one.receive(2, answer(17));
        assertThat(one.sent(2, Message.ReadIndex.class)).hasSize(2);
        one.receive(2, answer(18));
        assertThat(one.sent(2, Message.ReadIndex.class)).hasSize(2);

        assertThat(one.all(Effect.ReadAt.class))
                .containsExactly(
                        new Effect.ReadAt(List.of(waiter("a")), 17),
                        new Effect.ReadAt(List.of(waiter("b"), waiter("c")), 18));
    }

    @Test
    void no_two_questions_have_the_same_id() {
        one.step(reads(waiter("a")));
        long first = one.lastSent(2, Message.ReadIndex.class).requestId();
        one.receive(2, answer(17)).step(reads(waiter("b")));

        assertThat(one.lastSent(2, Message.ReadIndex.class).requestId()).isGreaterThan(first);
    }

    @Test
    void only_the_leader_answers() {
        one.step(reads(waiter("a"))).receive(3, answer(17));

        assertThat(one.all(Effect.ReadAt.class)).isEmpty();
        one.receive(2, answer(17)).receive(2, answer(17));
        assertThat(one.all(Effect.ReadAt.class)).hasSize(1);
    }

    @Test
    void a_leader_that_does_not_know_refuses_all_that_wait() {
        one.step(reads(waiter("a"))).step(reads(waiter("b"))).receive(2, answer(Message.ReadIndexReply.NOT_GRANTED));
        refused(waiter("a"), waiter("b"));

        one.effects.clear();
        one.step(reads(waiter("c")));
        assertThat(one.sent(2, Message.ReadIndex.class)).as("and asks again").hasSize(1);
    }

    @Test
    void a_question_that_was_lost_holds_up_the_reads_behind_it_for_an_election_timeout() {
        one.step(reads(waiter("a"))).step(reads(waiter("b")));
        long asked = one.nowNanos;
        assertThat(one.core.nextDeadlineNanos()).isEqualTo(asked + 100 * OneCore.MILLI + 1);

        one.nowNanos = asked + 100 * OneCore.MILLI;
        one.receive(2, heartbeat(1)).step(new Event.Tick());
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
        one.nowNanos++;
        one.step(new Event.Tick());
        refused(waiter("a"), waiter("b"));
    }

    @Test
    void without_a_question_only_the_election_needs_a_tick() {
        assertThat(one.core.nextDeadlineNanos())
                .isBetween(one.nowNanos + 100 * OneCore.MILLI, one.nowNanos + 200 * OneCore.MILLI);
        one.afterMillis(1);
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
    }

    @Test
    void reads_end_with_the_leader_that_was_asked() {
        one.step(reads(waiter("a"))).receive(3, heartbeat(2));
        refused(waiter("a"));
    }

    @Test
    void reads_end_with_the_connection_to_the_leader_and_with_no_other() {
        one.step(reads(waiter("a"))).step(new Event.PeerDisconnected(3));
        assertThat(one.all(Effect.Refuse.class)).isEmpty();
        one.step(new Event.PeerDisconnected(2));
        refused(waiter("a"));
    }

    @Test
    void who_knows_no_leader_reads_nothing() {
        OneCore lonely = OneCore.withLog(1).step(reads(waiter("a")));
        lonely.afterMillis(201).step(reads(waiter("b")));
        lonely.receive(2, new Message.PreVoteReply(2, true)).step(reads(waiter("c")));

        assertThat(lonely.all(Effect.Refuse.class))
                .containsExactly(
                        new Effect.Refuse(List.of(waiter("a")), Reason.NOT_LEADER),
                        new Effect.Refuse(List.of(waiter("b")), Reason.NOT_LEADER),
                        new Effect.Refuse(List.of(waiter("c")), Reason.NOT_LEADER));
        assertThat(lonely.sent(2, Message.ReadIndex.class)).isEmpty();
    }

    @Test
    void a_leader_answers_a_follower_after_a_round_that_began_with_the_question() {
        OneCore leader = OneCore.leading(1);
        leader.receive(2, new Message.ReadIndex(2, 5));
        assertThat(leader.sent(2, Message.ReadIndexReply.class)).isEmpty();
        leader.acknowledge(3);

        assertThat(leader.sent(2, Message.ReadIndexReply.class)).containsExactly(new Message.ReadIndexReply(2, 5, 2));
        assertThat(leader.all(Effect.ReadAt.class)).isEmpty();
    }

    @Test
    void a_leader_that_is_asked_in_an_earlier_term_answers_in_its_own() {
        OneCore leader = OneCore.leading(1);
        leader.receive(2, new Message.ReadIndex(1, 5)).acknowledge(3);

        assertThat(leader.sent(2, Message.ReadIndexReply.class)).containsExactly(new Message.ReadIndexReply(2, 5, 2));
    }

    @Test
    void questions_of_followers_are_not_refused_like_those_of_clients_when_leadership_ends() {
        OneCore leader = OneCore.leading(1);
        leader.receive(2, new Message.ReadIndex(2, 5)).step(reads(waiter("a")));
        leader.receive(3, new Message.Superseded(9));

        assertThat(leader.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("a")), Reason.LEADERSHIP_LOST));
    }

    @Test
    void who_does_not_lead_says_so() {
        one.receive(3, new Message.ReadIndex(1, 5));

        assertThat(one.sent(3, Message.ReadIndexReply.class))
                .containsExactly(new Message.ReadIndexReply(1, 5, Message.ReadIndexReply.NOT_GRANTED));
    }

    @Test
    void what_was_applied_must_be_in_the_log_of_this_leader() {
        OneCore follower = OneCore.withLog(1, 1, 1);
        follower.receive(2, new Message.Append(1, 1, 1, new EntryId(3, 1), 3, List.of()));
        assertThat(follower.core.commitIndex()).isEqualTo(3);

        // After an accepted loss, the next leader may have another entry 3: nothing has shown that it has this one.
        follower.receive(3, new Message.Append(2, 1, 1, new EntryId(1, 1), 1, List.of()));
        follower.step(reads(waiter("a"))).persistAll();
        long first = follower.lastSent(3, Message.ReadIndex.class).requestId();
        follower.receive(3, new Message.ReadIndexReply(2, first, 2));
        assertThat(follower.all(Effect.ReadAt.class)).isEmpty();
        assertThat(follower.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("a")), Reason.LEADERSHIP_LOST));

        follower.receive(3, new Message.Append(2, 1, 2, new EntryId(3, 1), 3, List.of()));
        follower.step(reads(waiter("b"))).persistAll();
        long second = follower.lastSent(3, Message.ReadIndex.class).requestId();
        follower.receive(3, new Message.ReadIndexReply(2, second, 3));
        assertThat(follower.all(Effect.ReadAt.class)).containsExactly(new Effect.ReadAt(List.of(waiter("b")), 3));
    }
}
