package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A leader's lease is computed from its own election timeout. So it asks voters for a promise of that length, and those
 * that are configured for a shorter one (here 100 ms) give it all the same.
 */
@Tag("bug:R-11")
class PromiseTest {
    private static final long SECOND = 1_000 * OneCore.MILLI;

    private static Message.Append asking(long term, long nanos) {
        return new Message.Append(term, 1, 1, new EntryId(1, 1), 0, List.of(), nanos);
    }

    /** Whether node 3 gets this node's vote in a term that is later than all others. */
    private static boolean votes(OneCore one) {
        one.effects.clear();
        one.receive(3, new Message.Vote(one.core.status().term() + 1, new EntryId(9, 9), false))
                .persistAll();
        return one.sent(3, Message.VoteReply.class).stream().anyMatch(Message.VoteReply::granted);
    }

    private static void electsAnotherOnlyAfter(long millis, OneCore one) {
        one.nowNanos += (millis - 1) * OneCore.MILLI;
        assertThat(votes(one)).isFalse();
        one.nowNanos += 2 * OneCore.MILLI;
        assertThat(votes(one)).isTrue();
    }

    @Test
    void a_leader_with_leases_asks_for_what_its_lease_relies_on() {
        OneCore one = OneCore.leading();
        one.propose(waiter("x"));
        one.afterMillis(10);
        assertThat(one.sent(2, Message.Append.class))
                .isNotEmpty()
                .allMatch(append -> append.promiseNanos() == 100 * OneCore.MILLI);
    }

    @Test
    void a_voter_with_a_shorter_election_timeout_elects_nobody_for_as_long_as_its_leader_asks() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, asking(1, SECOND)).persistAll();

        for (int i = 0; i < 99; i++) {
            one.afterMillis(10);
        }
        assertThat(one.sent(2, Message.PreVote.class))
                .as("its own vote counts, too")
                .isEmpty();
        one.receive(3, new Message.PreVote(2, new EntryId(9, 9)));
        assertThat(one.lastSent(3, Message.PreVoteReply.class).granted()).isFalse();
        assertThat(votes(one)).isFalse();
        one.nowNanos += 11 * OneCore.MILLI;
        assertThat(votes(one)).isTrue();
    }

    @Test
    void a_voter_never_promises_less_than_it_is_configured_for() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, asking(1, 1)).persistAll();
        electsAnotherOnlyAfter(100, one);
    }

    @Test
    void a_longer_promise_is_durable_before_the_leader_may_rely_on_it() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, asking(1, SECOND));
        assertThat(one.sent(2, Message.AppendAccepted.class)).isEmpty();
        Effect.Persist persist = one.all(Effect.Persist.class).getLast();
        assertThat(persist.hardState()).isEqualTo(new HardState(1, HardState.NOBODY, Completeness.COMPLETE, SECOND));
        one.persistAll();
        assertThat(one.sent(2, Message.AppendAccepted.class)).hasSize(1);

        one.effects.clear();
        one.receive(2, asking(1, SECOND));
        assertThat(one.all(Effect.Persist.class)).as("it is stored already").isEmpty();
    }

    @Test
    void after_a_restart_the_promise_of_the_life_before_holds_whatever_the_configuration_says_now() {
        OneCore one = new OneCore(
                new HardState(1, HardState.NOBODY, Completeness.COMPLETE, SECOND),
                OneCore.voters(3),
                OneCore.entries(1),
                Completeness.COMPLETE);
        electsAnotherOnlyAfter(1_000, one);
    }

    @Test
    void the_longer_promise_is_forgotten_only_once_it_has_ended() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, asking(1, SECOND)).persistAll();
        one.nowNanos += 500 * OneCore.MILLI;
        one.effects.clear();
        one.receive(3, asking(2, 1)).persistAll();
        assertThat(storedBy(one)).isEqualTo(SECOND);
        one.nowNanos += 450 * OneCore.MILLI;
        one.effects.clear();
        one.receive(3, asking(2, 1)).persistAll();
        assertThat(storedBy(one)).as("what is promised now ends later").isEqualTo(100 * OneCore.MILLI);
        one.nowNanos += 99 * OneCore.MILLI;
        assertThat(votes(one)).isFalse();
    }

    private static long storedBy(OneCore one) {
        HardState last = null;
        for (Effect.Persist persist : one.all(Effect.Persist.class)) {
            last = persist.hardState() == null ? last : persist.hardState();
        }
        return last == null ? 0 : last.promiseNanos();
    }
}
