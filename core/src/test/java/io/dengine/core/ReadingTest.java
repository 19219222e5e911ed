package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static Event reads(Waiter... waiters) {
        return new Event.ReadsRequested(List.of(waiters));
    }

    private static Message.AppendAccepted echo(Message.Append append) {
        return new Message.AppendAccepted(append.term(), append.exchange(), append.round(), append.lastIndex(), false);
    }

    @Test
    @Tag("bug:R-02")
    void a_read_is_confirmed_only_by_a_round_sent_after_it_arrived() {
        OneCore one = OneCore.leading(1);
        one.afterMillis(11);
        Message.Append before = one.lastSent(2, Message.Append.class);
        one.step(reads(waiter("r")));
        one.receive(2, echo(before));
        assertThat(one.all(Effect.ReadAt.class)).isEmpty();

        one.receive(2, echo(one.lastSent(2, Message.Append.class)));
        assertThat(one.all(Effect.ReadAt.class)).containsExactly(new Effect.ReadAt(List.of(waiter("r")), 2));
    }

    @Test
    void reads_that_wait_share_one_round() {
        OneCore one = OneCore.leading(1).step(reads(waiter("a")));
        one.step(reads(waiter("b"))).step(reads(waiter("c")));
        int rounds = one.sent(2, Message.Append.class).size();
        one.acknowledge(2).acknowledge(2);

        assertThat(rounds).isEqualTo(1);
        assertThat(one.all(Effect.ReadAt.class))
                .containsExactly(
                        new Effect.ReadAt(List.of(waiter("a")), 2),
                        new Effect.ReadAt(List.of(waiter("b"), waiter("c")), 2));
    }

    @Test
    @Tag("bug:R-04")
    void a_new_leader_answers_no_read_before_an_entry_of_its_term_is_committed() {
        OneCore one = OneCore.withLog(1, 1);
        one.winElection();
        one.step(reads(waiter("r")));
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.AppendAccepted(2, append.exchange(), append.round(), 2, false));
        assertThat(one.all(Effect.ReadAt.class)).isEmpty();

        one.persistAll().acknowledge(2).acknowledge(2);
        assertThat(one.all(Effect.ReadAt.class)).containsExactly(new Effect.ReadAt(List.of(waiter("r")), 3));
    }

    @Test
    @Tag("bug:R-03")
    void reads_that_wait_when_leadership_ends_are_refused() {
        OneCore one = OneCore.leading(1).step(reads(waiter("r")));
        one.receive(2, new Message.Superseded(7));

        assertThat(one.all(Effect.Refuse.class))
                .containsExactly(new Effect.Refuse(List.of(waiter("r")), Reason.LEADERSHIP_LOST));
    }

    @Test
    @Tag("bug:R-12")
    void a_lease_counts_from_the_send_time_of_its_round() {
        OneCore one = OneCore.leading(1).afterMillis(11);
        long sentNanos = one.nowNanos;
        Message.Append heartbeat = one.lastSent(2, Message.Append.class);
        one.nowNanos += 30 * OneCore.MILLI;
        one.effects.clear();
        one.receive(2, echo(heartbeat));

        long lease = CoreConfig.safeLeaseNanos(100 * OneCore.MILLI, 10_000);
        assertThat(one.all(Effect.LeaseGranted.class))
                .containsExactly(new Effect.LeaseGranted(2, sentNanos + lease, 2));
    }

    @Test
    @Tag("bug:R-10")
    void a_leader_that_hands_over_has_no_lease_from_then_on() {
        OneCore one = OneCore.leading(1);
        one.step(new Event.TransferRequested(2, waiter("t")));
        assertThat(one.sent(2, Message.TimeoutNow.class)).hasSize(1);
        assertThat(one.all(Effect.LeaseGranted.class))
                .containsExactly(new Effect.LeaseGranted(2, Long.MIN_VALUE, Long.MAX_VALUE));

        one.effects.clear();
        one.afterMillis(11).acknowledge(2);
        assertThat(one.all(Effect.LeaseGranted.class)).isEmpty();
    }

    @Test
    void a_follower_asks_the_leader_and_reads_where_it_says() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, new Message.Append(1, 1, 1, new EntryId(1, 1), 1, List.of()));
        one.step(reads(waiter("a"))).step(reads(waiter("b")));
        Message.ReadIndex first = one.lastSent(2, Message.ReadIndex.class);
        one.receive(2, new Message.ReadIndexReply(1, first.requestId(), 17));
        Message.ReadIndex second = one.lastSent(2, Message.ReadIndex.class);
        one.receive(2, new Message.ReadIndexReply(1, first.requestId(), 18));

        assertThat(second.requestId()).isNotEqualTo(first.requestId());
        assertThat(one.all(Effect.ReadAt.class)).containsExactly(new Effect.ReadAt(List.of(waiter("a")), 17));
    }
}
