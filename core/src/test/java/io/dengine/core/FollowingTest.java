package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a follower takes from a leader, and from nobody else. Node 2 leads. */
class FollowingTest {
    private static Message.Append append(long term, EntryId prev, long commit, Entry... entries) {
        return new Message.Append(term, term, 1, prev, commit, List.of(entries));
    }

    @Test
    void only_what_the_log_lacks_is_written_and_nothing_is_removed_for_it() {
        OneCore one = OneCore.withLog(1, 1);
        Entry third = OneCore.entry(3, 1);
        one.receive(2, append(1, EntryId.ZERO, 0, OneCore.entry(1, 1), OneCore.entry(2, 1), third));

        Effect.Persist persist = one.all(Effect.Persist.class).get(0);
        assertThat(persist.entries()).containsExactly(third);
        assertThat(persist.truncateAfter()).isEqualTo(Effect.Persist.KEEP_ALL);
    }

    @Test
    void what_differs_in_the_middle_of_a_message_is_replaced_from_there_on() {
        OneCore one = OneCore.withLog(1, 1, 1);
        one.receive(2, append(2, EntryId.ZERO, 0, OneCore.entry(1, 1), OneCore.entry(2, 2)));

        Effect.Persist persist = one.all(Effect.Persist.class).get(0);
        assertThat(persist.truncateAfter()).isEqualTo(1);
        assertThat(persist.entries()).containsExactly(OneCore.entry(2, 2));
        assertThat(one.lastId()).isEqualTo(new EntryId(2, 2));
    }

    @Test
    void a_message_that_the_log_ends_within_and_contradicts_nothing_changes_nothing() {
        OneCore one = OneCore.withLog(1, 1);
        one.receive(2, append(1, new EntryId(1, 1), 0, OneCore.entry(2, 1)));

        assertThat(one.all(Effect.Persist.class).get(0).entries()).isEmpty();
        assertThat(one.all(Effect.Persist.class).get(0).after())
                .containsExactly(new Effect.Send(2, new Message.AppendAccepted(1, 1, 1, 2, false)));
    }

    @Test
    void a_leader_that_contradicts_what_is_committed_is_told_which_entry_it_lacks() {
        OneCore one = OneCore.withLog(1, 1, 1).receive(2, append(1, new EntryId(3, 1), 2));
        assertThat(one.core.commitIndex()).isEqualTo(2);

        assertThatThrownBy(() -> one.receive(3, append(2, new EntryId(1, 1), 1, OneCore.entry(2, 2))))
                .isInstanceOf(ContradictedException.class)
                .hasMessageContaining("Entry 2 of term 1");
    }

    @Test
    void what_is_not_committed_may_be_replaced_up_to_what_is() {
        OneCore one = OneCore.withLog(1, 1, 1).receive(2, append(1, new EntryId(3, 1), 2));
        one.receive(3, append(2, new EntryId(2, 1), 2, OneCore.entry(3, 2)));

        assertThat(one.lastId()).isEqualTo(new EntryId(3, 2));
    }

    @Test
    void only_the_leader_gives_orders() {
        OneCore one = OneCore.withLog(1, 1).receive(2, append(1, new EntryId(2, 1), 2));
        one.effects.clear();
        one.receive(3, new Message.TimeoutNow(1));
        one.receive(3, new Message.Forgotten(1, 1, 2));
        one.receive(3, new Message.Contradicted(1, new EntryId(2, 1)));
        assertThat(one.effects).isEmpty();
        assertThat(one.core.isRecovering()).isFalse();

        assertThatThrownBy(() -> one.receive(2, new Message.Contradicted(1, new EntryId(2, 1))))
                .isInstanceOf(ContradictedException.class);
    }

    @Test
    void a_contradiction_beyond_what_is_committed_here_is_none() {
        OneCore one = OneCore.withLog(1, 1).receive(2, append(1, new EntryId(2, 1), 1));
        one.effects.clear();
        one.receive(2, new Message.Contradicted(1, new EntryId(2, 1)));

        assertThat(one.effects).isEmpty();
    }

    @Test
    void the_leaders_order_to_take_over_is_followed_at_once() {
        OneCore one = OneCore.withLog(1).receive(2, append(1, new EntryId(1, 1), 1));
        one.receive(2, new Message.TimeoutNow(1)).persistAll();

        assertThat(one.sent(3, Message.Vote.class)).containsExactly(new Message.Vote(2, new EntryId(1, 1), true));
    }

    @Test
    void a_configuration_that_is_truncated_is_reported_as_the_one_before() {
        OneCore one = OneCore.withLog(1);
        Entry change =
                new Entry(2, 2, 1, Entry.Kind.CONFIGURATION, OneCore.voters(2).encode());
        one.receive(2, append(2, new EntryId(1, 1), 0, change)).persistAll();
        one.effects.clear();
        one.receive(3, append(3, new EntryId(1, 1), 0, OneCore.entry(2, 3)));

        assertThat(one.all(Effect.ConfigurationChanged.class))
                .containsExactly(new Effect.ConfigurationChanged(OneCore.voters(3), false));
    }

    @Test
    void every_kind_of_entry_moves_the_clock() {
        OneCore one = OneCore.withLog(1);
        one.receive(2, append(1, new EntryId(1, 1), 0, new Entry(2, 1, 70, Entry.Kind.NOOP, Bytes.EMPTY)));
        assertThat(one.core.clockMillis()).isEqualTo(70);
        one.receive(2, append(1, new EntryId(2, 1), 0, new Entry(3, 1, 80, Entry.Kind.COMMAND, Bytes.EMPTY)));
        assertThat(one.core.clockMillis()).isEqualTo(80);
    }

    @Test
    void who_grants_a_vote_campaigns_no_more() {
        OneCore one = OneCore.withLog(1).afterMillis(201);
        assertThat(one.core.status().role()).isEqualTo(RoleName.PRE_CANDIDATE);
        one.receive(2, new Message.Vote(2, new EntryId(1, 1), false));
        assertThat(one.core.status().role()).isEqualTo(RoleName.FOLLOWER);

        one.receive(3, new Message.PreVoteReply(3, true));
        assertThat(one.core.status().role()).isEqualTo(RoleName.FOLLOWER);
    }

    @Test
    void a_vote_in_a_term_that_was_known_before_puts_the_own_election_off() {
        OneCore one = OneCore.withLog(1).afterMillis(201);
        one.receive(3, new Message.Superseded(2)).persistAll();
        one.afterMillis(99);
        one.receive(2, new Message.Vote(2, new EntryId(1, 1), false));

        assertThat(one.core.nextDeadlineNanos() - one.nowNanos).isBetween(100 * OneCore.MILLI, 200 * OneCore.MILLI);
        assertThat(one.all(Effect.Persist.class)
                        .get(one.all(Effect.Persist.class).size() - 1)
                        .hardState())
                .isEqualTo(OneCore.stored(2, 2, Completeness.COMPLETE));
    }

    @Test
    void the_vote_for_one_that_holds_nothing_begins_the_cluster_here_too() {
        OneCore one = OneCore.blank();
        one.receive(2, new Message.Vote(1, EntryId.ZERO, false));

        assertThat(one.all(Effect.Persist.class).get(0).hardState())
                .isEqualTo(OneCore.stored(1, 2, Completeness.COMPLETE));
        assertThat(one.all(Effect.Note.class)).anyMatch(note -> note.topic() == Effect.Topic.CLUSTER_BEGUN);
    }

    @Test
    void a_log_that_begins_in_the_leaders_term_begins_the_cluster() {
        OneCore one = OneCore.blank().receive(2, append(1, EntryId.ZERO, 0, OneCore.entry(1, 1)));
        assertThat(one.core.isRecovering()).isFalse();

        OneCore late = OneCore.blank().receive(2, append(1, EntryId.ZERO, 1, OneCore.entry(1, 1)));
        assertThat(late.core.isRecovering())
                .as("something may be committed without it")
                .isTrue();
        OneCore old = OneCore.blank().receive(2, append(2, EntryId.ZERO, 0, OneCore.entry(1, 1)));
        assertThat(old.core.isRecovering()).as("others held something before").isTrue();
    }
}
