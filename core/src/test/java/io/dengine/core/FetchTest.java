package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a leader has no longer in memory, it reads from its log before it sends it. */
class FetchTest {
    private final OneCore one = OneCore.withoutMemory(1, 1, 1);

    /** Node 2 holds everything and its acknowledgement commits it; node 3 holds only the first entry. */
    private Effect.Fetch askForTheRest() {
        one.winElection();
        one.persistAll().acknowledge(2);
        Message.Append append = one.lastSent(3, Message.Append.class);
        one.effects.clear();
        one.receive(3, new Message.AppendRejected(2, append.session(), append.round(), new EntryId(1, 1)));
        return one.all(Effect.Fetch.class).get(0);
    }

    private void fetched(Effect.Fetch fetch, List<Entry> entries) {
        one.effects.clear();
        one.step(new Event.Fetched(fetch.peer(), fetch.session(), entries));
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
                        2, fetch.session(), 1, new EntryId(1, 1), 4, read, TimeUnit.MILLISECONDS.toNanos(100)));
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
    void what_cannot_be_read_is_asked_for_again() {
        Effect.Fetch fetch = askForTheRest();
        fetched(fetch, List.of());
        assertThat(one.sent(3, Message.Append.class)).isEmpty();

        one.afterMillis(11);
        assertThat(one.all(Effect.Fetch.class)).containsExactly(fetch);
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
