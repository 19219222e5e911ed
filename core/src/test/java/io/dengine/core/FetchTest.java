package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a leader has no longer in memory, it reads from its log before it sends it. */
class FetchTest {
    private OneCore one = OneCore.withoutMemory(1, 1, 1);

    /** Node 2 holds everything and its acknowledgement commits it; node 3 holds only the first entry. */
    private Effect.Fetch askForTheRest() {
        one.winElection();
        one.persistAll().acknowledge(2);
        Message.Append append = one.lastSent(3, Message.Append.class);
        one.effects.clear();
        one.receive(3, new Message.AppendRejected(2, append.exchange(), append.round(), new EntryId(1, 1)));
        return one.all(Effect.Fetch.class).get(0);
    }

    private void fetched(Effect.Fetch fetch, List<Entry> entries) {
        one.effects.clear();
        one.step(new Event.Fetched(fetch.peer(), fetch.exchange(), entries));
    }

    @Test
    void entries_that_left_memory_are_read_and_then_sent() {
        Effect.Fetch fetch = askForTheRest();
        assertThat(fetch.peer()).isEqualTo(3);
        assertThat(fetch.firstIndex()).isEqualTo(2);
        assertThat(fetch.lastIndex()).isEqualTo(4);
        assertThat(fetch.maxBytes()).isEqualTo(1 << 20);
        assertThat(one.sent(3, Message.Append.class)).isEmpty();

        List<Entry> read = OneCore.entries(1, 1, 1).subList(1, 3);
        fetched(fetch, read);
        assertThat(one.sent(3, Message.Append.class))
                .containsExactly(new Message.Append(
                        2, fetch.exchange(), 1, new EntryId(1, 1), 4, read, TimeUnit.MILLISECONDS.toNanos(100)));
    }

    @Test
    void one_read_is_asked_for_at_a_time() {
        askForTheRest();
        one.effects.clear();
        one.afterMillis(11);

        assertThat(one.all(Effect.Fetch.class)).isEmpty();
        assertThat(one.lastSent(3, Message.Append.class).entries())
                .as("a heartbeat")
                .isEmpty();
    }

    @Test
    void for_a_committed_entry_that_cannot_be_read_the_peer_waits_for_a_snapshot() {
        Effect.Fetch fetch = askForTheRest();
        fetched(fetch, List.of());
        one.afterMillis(11);
        assertThat(one.all(Effect.Fetch.class)).isEmpty();
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.LEADER);
        assertThat(one.lastSent(3, Message.Append.class).entries())
                .as("a heartbeat")
                .isEmpty();

        one.step(new Event.Applied(4));
        one.step(new Event.SnapshotStored(snapshotAt(4), 5));
        one.afterMillis(11);
        assertThat(one.all(Effect.SendSnapshot.class))
                .extracting(Effect.SendSnapshot::peer)
                .containsExactly(3);
    }

    @Test
    void a_leader_that_cannot_read_an_entry_that_is_not_committed_stops_leading_and_does_not_campaign() {
        unreadableUncommitted();
        assertThat(one.core.status().role()).isEqualTo(CoreStatus.RoleName.FOLLOWER);
        assertThat(one.all(Effect.Note.class))
                .extracting(Effect.Note::topic, Effect.Note::index)
                .containsExactly(tuple(Effect.Topic.LOG_UNREADABLE, 2L));

        one.effects.clear();
        one.afterMillis(1_000);
        assertThat(one.sent(2, Message.PreVote.class)).isEmpty();
    }

    @Test
    void a_node_campaigns_again_when_the_entry_that_it_cannot_read_is_committed() {
        unreadableUncommitted();
        one.receive(2, new Message.Append(3, 1, 1, new EntryId(4, 2), 4, List.of(), 100 * OneCore.MILLI));
        one.persistAll();
        one.afterMillis(1_000);
        assertThat(one.sent(2, Message.PreVote.class)).isNotEmpty();
    }

    @Test
    void a_node_campaigns_again_when_the_entry_that_it_cannot_read_is_truncated() {
        unreadableUncommitted();
        one.receive(
                2,
                new Message.Append(3, 1, 1, new EntryId(1, 1), 1, List.of(OneCore.entry(2, 3)), 100 * OneCore.MILLI));
        one.persistAll();
        one.afterMillis(1_000);
        assertThat(one.sent(2, Message.PreVote.class)).isNotEmpty();
    }

    /** The node leads with entries 1 to 4, of which nobody else is known to have the second, and cannot read that. */
    private void unreadableUncommitted() {
        one = OneCore.startedWithoutMemory(1, 1, 1);
        one.winElection();
        one.persistAll();
        Message.Append append = one.lastSent(3, Message.Append.class);
        one.receive(3, new Message.AppendRejected(2, append.exchange(), append.round(), new EntryId(1, 1)));
        Effect.Fetch fetch = one.all(Effect.Fetch.class).get(0);
        fetched(fetch, List.of());
    }

    private static SnapshotMeta snapshotAt(long index) {
        return new SnapshotMeta(new EntryId(index, 2), 5, OneCore.voters(3));
    }

    @Test
    void other_entries_than_those_that_come_next_are_not_sent() {
        Effect.Fetch fetch = askForTheRest();
        fetched(fetch, OneCore.entries(1, 1, 1).subList(2, 3));
        assertThat(one.sent(3, Message.Append.class)).isEmpty();
    }

    @Test
    void what_was_read_for_an_attempt_that_is_over_is_not_sent() {
        Effect.Fetch fetch = askForTheRest();
        one.step(new Event.PeerDisconnected(3));
        fetched(fetch, OneCore.entries(1, 1, 1).subList(1, 3));
        assertThat(one.sent(3, Message.Append.class)).isEmpty();
    }

    @Test
    void what_nobody_asked_for_is_not_sent() {
        Effect.Fetch fetch = askForTheRest();
        List<Entry> read = OneCore.entries(1, 1, 1).subList(1, 3);
        fetched(fetch, read);
        fetched(fetch, read);
        assertThat(one.sent(3, Message.Append.class)).isEmpty();
    }

    @Test
    void what_was_read_for_a_leader_that_is_deposed_is_not_sent() {
        Effect.Fetch fetch = askForTheRest();
        one.receive(2, new Message.Superseded(9));
        fetched(fetch, OneCore.entries(1, 1, 1).subList(1, 3));
        assertThat(one.effects).isEmpty();
    }
}
