package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an answer proves: a round, for the leader that asked, in the term in which it asked; and nothing else. */
class AnswersTest {
    private static final long EXCHANGE_OF_TERM_5 = 5L << 24 | 1;

    @Test
    void a_message_of_an_earlier_term_is_answered_with_nothing_that_could_be_credited() {
        OneCore one = OneCore.withLog(6);
        SnapshotMeta snapshot = new SnapshotMeta(new EntryId(4, 5), 1, OneCore.voters(3));
        one.receive(2, new Message.Append(5, EXCHANGE_OF_TERM_5, 2, new EntryId(1, 5), 1, List.of()));
        one.receive(2, new Message.SnapshotOffer(5, EXCHANGE_OF_TERM_5, 2, snapshot));

        assertThat(one.all(Effect.Send.class))
                .containsOnly(new Effect.Send(2, new Message.Superseded(6)))
                .hasSize(2);
    }

    @Test
    @Tag("bug:R-02")
    void an_answer_to_an_earlier_leadership_confirms_no_read_and_grants_no_lease() {
        OneCore one = OneCore.withLog(5);
        one.winElection();
        one.persistAll();
        one.acknowledge(2);
        one.effects.clear();
        one.step(new Event.ReadsRequested(List.of(waiter("read"))));
        long round = one.lastSent(2, Message.Append.class).round();
        one.effects.clear();

        one.receive(3, new Message.AppendRejected(6, EXCHANGE_OF_TERM_5, round, EntryId.ZERO));
        one.receive(3, new Message.AppendAccepted(6, EXCHANGE_OF_TERM_5, round, 1, false));
        one.receive(3, new Message.Echo(6, EXCHANGE_OF_TERM_5, round));
        one.receive(3, new Message.SnapshotReply(6, EXCHANGE_OF_TERM_5, round, EntryId.ZERO));

        assertThat(one.all(Effect.ReadAt.class)).isEmpty();
        assertThat(one.all(Effect.LeaseGranted.class)).isEmpty();
    }

    @Test
    void an_answer_of_a_peers_former_disk_confirms_nothing() {
        OneCore one = OneCore.leading(1);
        one.step(new Event.PeerIdentified(2, 20));
        one.step(new Event.ReadsRequested(List.of(waiter("read"))));
        Message.Append asked = one.lastSent(2, Message.Append.class);
        one.step(new Event.PeerIdentified(2, 21));
        one.receive(2, new Message.Echo(2, asked.exchange(), asked.round()));

        assertThat(one.all(Effect.ReadAt.class)).isEmpty();
    }

    @Test
    void a_follower_that_installs_a_snapshot_answers_heartbeats_and_proves_nothing() {
        OneCore one = OneCore.withLog(1);
        SnapshotMeta snapshot = new SnapshotMeta(new EntryId(100, 1), 1, OneCore.voters(3));
        one.receive(2, new Message.SnapshotOffer(1, 7, 1, snapshot));
        one.step(new Event.SnapshotReceived(2, 7, 1, snapshot));
        one.effects.clear();
        one.receive(2, new Message.Append(1, 7, 9, new EntryId(100, 1), 100, List.of()));

        assertThat(one.all(Effect.Send.class)).containsExactly(new Effect.Send(2, new Message.Echo(1, 7, 9)));
    }

    @Test
    void a_follower_that_installs_a_snapshot_keeps_its_leader_and_confirms_its_reads() {
        OneCore one = OneCore.leading(1);
        one.step(new Event.ReadsRequested(List.of(waiter("read"))));
        Message.Append asked = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.Echo(2, asked.exchange(), asked.round()));

        assertThat(one.all(Effect.ReadAt.class)).containsExactly(new Effect.ReadAt(List.of(waiter("read")), 2));
        assertThat(one.core.matchIndexOf(2)).isEqualTo(2);
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
    }
}
