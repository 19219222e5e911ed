package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicationTest {
    @Test
    void entries_are_sent_while_they_are_stored_and_committed_when_a_quorum_has_stored_them() {
        OneCore one = OneCore.leading(1).propose(waiter("w"));

        assertThat(one.lastSent(2, Message.Append.class).entries()).hasSize(1);
        one.acknowledge(2);
        assertThat(one.all(Effect.Commit.class))
                .as("before the own disk has it")
                .isEmpty();
        one.persistAll();
        Effect.Commit commit = one.all(Effect.Commit.class).get(0);
        assertThat(commit.commitIndex()).isEqualTo(3);
        assertThat(commit.awaited()).containsExactly(new Effect.Awaited(3, waiter("w")));
    }

    @Test
    @Tag("bug:L-01")
    void entries_of_earlier_terms_are_committed_only_by_one_of_the_own_term() {
        OneCore one = OneCore.withLog(1, 2);
        one.winElection();
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.AppendAccepted(3, append.exchange(), append.round(), 2, false));
        assertThat(one.core.commitIndex()).isZero();

        one.persistAll().acknowledge(2);
        assertThat(one.core.commitIndex()).isEqualTo(3);
    }

    @Test
    @Tag("bug:L-02")
    void a_follower_commits_no_further_than_the_message_proves() {
        OneCore one = OneCore.withLog(1, 1, 1, 1);
        one.receive(2, new Message.Append(2, 1, 1, new EntryId(2, 1), 4, List.of()))
                .persistAll();

        assertThat(one.core.commitIndex()).isEqualTo(2);
    }

    @Test
    @Tag("bug:L-03")
    void matching_entries_are_never_removed() {
        OneCore one = OneCore.withLog(1, 1, 1, 1);
        one.receive(2, new Message.Append(2, 1, 1, EntryId.ZERO, 0, List.of(OneCore.entry(1, 1), OneCore.entry(2, 1))));

        assertThat(one.lastId()).isEqualTo(new EntryId(4, 1));
        assertThat(one.all(Effect.Persist.class))
                .allSatisfy(persist -> assertThat(persist.truncateAfter()).isEqualTo(Effect.Persist.KEEP_ALL));
    }

    @Test
    void conflicting_entries_are_replaced_from_the_first_difference_on() {
        OneCore one = OneCore.withLog(1, 1, 2, 2);
        Entry replacement = OneCore.entry(3, 3);
        one.receive(2, new Message.Append(3, 1, 1, new EntryId(2, 1), 0, List.of(replacement)));

        Effect.Persist persist = one.all(Effect.Persist.class).get(0);
        assertThat(persist.truncateAfter()).isEqualTo(2);
        assertThat(persist.entries()).containsExactly(replacement);
        assertThat(one.lastId()).isEqualTo(new EntryId(3, 3));
    }

    @Test
    @Tag("bug:L-05")
    void the_hint_leads_over_a_long_divergence_in_one_step_a_term() {
        long[] terms = new long[200];
        java.util.Arrays.fill(terms, 2);
        terms[0] = 1;
        OneCore one = OneCore.withLog(terms);
        one.receive(2, new Message.Append(5, 7, 3, new EntryId(150, 1), 0, List.of()))
                .persistAll();

        assertThat(one.lastSent(2, Message.AppendRejected.class))
                .isEqualTo(new Message.AppendRejected(5, 7, 3, new EntryId(1, 1)));
    }

    @Test
    @Tag("bug:L-07")
    void an_answer_to_an_earlier_exchange_proves_nothing() {
        OneCore one = OneCore.leading(1).propose(waiter("w")).persistAll();
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.step(new Event.PeerDisconnected(2));
        one.receive(2, new Message.AppendAccepted(2, append.exchange(), append.round(), append.lastIndex(), false));

        assertThat(one.core.commitIndex()).isEqualTo(2);
    }

    @Test
    @Tag("bug:L-09")
    void a_write_that_finishes_after_its_entries_were_replaced_proves_nothing() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, new Message.Append(2, 1, 1, new EntryId(1, 1), 0, List.of(OneCore.entry(2, 2))));
        one.receive(3, new Message.Append(3, 1, 1, new EntryId(1, 1), 2, List.of(OneCore.entry(2, 3))));
        one.step(new Event.Persisted(1));
        assertThat(one.core.persistedIndex()).isEqualTo(1);
        assertThat(one.core.commitIndex()).isEqualTo(1);

        one.step(new Event.Persisted(2));
        assertThat(one.core.commitIndex()).isEqualTo(2);
    }

    @Test
    @Tag("bug:L-08")
    void a_deposed_leader_abandons_what_waits_and_sends_nothing_in_the_new_term() {
        OneCore one = OneCore.leading(1).propose(waiter("w"));
        one.effects.clear();
        one.receive(3, new Message.Superseded(9)).persistAll();

        assertThat(one.all(Effect.Abandon.class)).containsExactly(new Effect.Abandon(List.of(waiter("w"))));
        assertThat(one.core.status()).isEqualTo(new CoreStatus(RoleName.FOLLOWER, 9, CoreStatus.NO_LEADER, false));
        assertThat(one.all(Effect.Send.class)).isEmpty();
    }

    @Test
    @Tag("bug:D-19")
    void a_heartbeat_is_answered_at_once_however_slow_the_disk() {
        OneCore one = OneCore.withLog(1)
                .receive(2, new Message.Append(1, 1, 1, new EntryId(1, 1), 0, List.of(OneCore.entry(2, 1))));
        assertThat(one.sent(2, Message.AppendAccepted.class)).isEmpty();

        one.receive(2, new Message.Append(1, 1, 2, new EntryId(2, 1), 0, List.of()));
        assertThat(one.lastSent(2, Message.AppendAccepted.class))
                .as("with what is stored, not with what is in memory")
                .isEqualTo(new Message.AppendAccepted(1, 1, 2, 1, false));
    }

    @Test
    void a_peer_that_may_have_lost_what_it_acknowledged_does_not_count() {
        OneCore one = OneCore.leading(1).propose(waiter("w")).persistAll();
        Message.Append append = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.AppendAccepted(2, append.exchange(), append.round(), append.lastIndex(), true));
        assertThat(one.core.commitIndex()).isEqualTo(2);
    }
}
