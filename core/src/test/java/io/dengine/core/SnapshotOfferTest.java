package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower with the entries 1 to 3, of which two are committed, is offered snapshots. */
class SnapshotOfferTest {
    private static final int LEADER = 2;
    private static final long EXCHANGE = 7;

    private final OneCore one = OneCore.withLog(1, 1, 1);

    SnapshotOfferTest() {
        one.receive(LEADER, new Message.Append(1, EXCHANGE, 1, new EntryId(3, 1), 2, List.of()));
        one.persistAll();
        assertThat(one.core.commitIndex()).isEqualTo(2);
        one.effects.clear();
    }

    private static SnapshotMeta snapshot(long index, long term) {
        return new SnapshotMeta(new EntryId(index, term), 5, OneCore.voters(3));
    }

    private void offer(SnapshotMeta meta) {
        one.receive(LEADER, new Message.SnapshotOffer(1, EXCHANGE, 1, meta));
    }

    private void arrives(SnapshotMeta meta) {
        one.step(new Event.SnapshotReceived(LEADER, EXCHANGE, 1, meta));
    }

    private List<Message.SnapshotReply> replies() {
        return one.sent(LEADER, Message.SnapshotReply.class);
    }

    private static Message.SnapshotReply holding(long index) {
        return new Message.SnapshotReply(1, EXCHANGE, 1, new EntryId(index, 1));
    }

    @Test
    void one_that_it_does_not_need_is_answered_with_what_it_holds() {
        offer(snapshot(2, 1));
        assertThat(replies()).containsExactly(holding(2));
    }

    @Test
    void one_that_it_needs_is_answered_when_it_is_installed() {
        offer(snapshot(9, 1));
        assertThat(replies()).isEmpty();
        arrives(snapshot(9, 1));
        assertThat(one.all(Effect.Install.class)).containsExactly(new Effect.Install(snapshot(9, 1)));
        assertThat(replies()).isEmpty();
        one.step(new Event.Installed(snapshot(9, 1)));
        assertThat(replies()).containsExactly(holding(9));
        assertThat(one.core.commitIndex()).isEqualTo(9);
    }

    @Test
    void one_that_has_become_superfluous_on_its_way_is_not_installed() {
        arrives(snapshot(2, 1));
        assertThat(replies()).containsExactly(holding(2));
        assertThat(one.all(Effect.Install.class)).isEmpty();
    }

    @Test
    void one_whose_last_entry_is_in_the_log_only_tells_what_is_committed() {
        arrives(snapshot(3, 1));
        one.persistAll();
        assertThat(one.all(Effect.Install.class)).isEmpty();
        assertThat(one.core.commitIndex()).isEqualTo(3);
        assertThat(replies()).containsExactly(holding(3));
    }

    @Test
    void one_of_another_leader_or_another_history_of_the_log_is_not_mistaken_for_it() {
        one.step(new Event.SnapshotReceived(3, EXCHANGE, 1, snapshot(9, 1)));
        assertThat(one.all(Effect.Install.class)).isEmpty();
        arrives(snapshot(3, 0));
        assertThat(one.all(Effect.Install.class)).containsExactly(new Effect.Install(snapshot(3, 0)));
    }
}
