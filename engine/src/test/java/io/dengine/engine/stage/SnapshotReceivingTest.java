package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Event;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.MemorySnapshots;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pieces of several transfers come mixed up; what is stored in the end is one snapshot as it was sent. */
class SnapshotReceivingTest {
    private static final Configuration MEMBERS =
            new Configuration(0, List.of(new Member(1, "a", 1, Member.Role.VOTER)));
    private static final Bytes CONTENT = Bytes.utf8("0123456789");

    private final MemorySnapshots store = new MemorySnapshots();
    private final List<PeerMessage> answers = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<SnapshotReport> reports = new ArrayList<>();
    private final SnapshotReceiving receiving =
            new SnapshotReceiving(store, new Outlet(new Answers()), reports::add, events::add);

    private final class Answers implements Transport {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public void send(int to, PeerMessage message) {
            answers.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void connectTo(Configuration configuration) {}

        @Override
        public void close() {}
    }

    private static SnapshotStore.Stored snapshotAt(long index) {
        SnapshotMeta meta = new SnapshotMeta(new EntryId(index, 1), 1, MEMBERS);
        return new SnapshotStore.Stored(meta, CONTENT.length(), Bytes.utf8("digest " + index));
    }

    private void announced(int leader, long term, long exchange, long index) {
        receiving.announced(leader, new PeerMessage.SnapshotBegin(term, exchange, 1, snapshotAt(index)));
    }

    private void piece(int leader, long exchange, int from, int to) {
        receiving.came(leader, new PeerMessage.SnapshotPiece(exchange, from, CONTENT.slice(from, to - from)));
    }

    private Bytes received(long index) {
        return store.piece(snapshotAt(index), 0, 100);
    }

    @Test
    @Tag("bug:S-06")
    void pieces_of_the_transfer_before_are_not_mixed_into_the_present_one() {
        announced(1, 1, 10, 50);
        piece(1, 10, 0, 4);
        announced(2, 2, 20, 60);
        piece(1, 10, 4, 10);
        piece(2, 20, 0, 5);
        piece(2, 10, 5, 10);
        piece(1, 20, 5, 10);
        assertThat(events).as("nothing is complete").isEmpty();

        piece(2, 20, 5, 10);
        assertThat(events)
                .containsExactly(
                        new Event.SnapshotReceived(2, 20, 1, snapshotAt(60).meta()));
        assertThat(received(60)).isEqualTo(CONTENT);
        assertThat(store.stored()).containsExactly(snapshotAt(60));
    }

    @Test
    void the_sender_and_the_core_are_told_once_a_second_of_what_arrived_until_it_is_installed() {
        announced(1, 1, 10, 50);
        piece(1, 10, 0, 4);
        assertThat(receiving.remind(0, 20)).isFalse();
        piece(1, 10, 4, 10);
        answers.clear();
        long second = 1_000_000_000L;
        for (long now = 0; now < 20 * second; now += second / 10) {
            receiving.remind(now, 20);
        }
        assertThat(answers).hasSize(20).containsOnly(new PeerMessage.SnapshotProgress(10, CONTENT.length()));
        assertThat(events)
                .as("the core, too: it takes none while it knows no leader")
                .hasSize(21)
                .containsOnly(
                        new Event.SnapshotReceived(1, 10, 1, snapshotAt(50).meta()));
        assertThat(receiving.remind(20 * second, 50)).isFalse();
        assertThat(receiving.nextDeadlineNanos()).isEqualTo(Stage.NO_DEADLINE);
    }

    @Test
    @Tag("bug:S-06")
    void a_piece_that_comes_twice_or_too_early_changes_nothing() {
        announced(1, 1, 10, 50);
        piece(1, 10, 0, 4);
        piece(1, 10, 0, 4);
        piece(1, 10, 7, 10);
        piece(1, 10, 4, 10);
        piece(1, 10, 4, 10);

        assertThat(events).hasSize(1);
        assertThat(received(50)).isEqualTo(CONTENT);
    }

    @Test
    @Tag("bug:S-06")
    void a_transfer_that_is_announced_again_goes_on_where_it_was() {
        announced(1, 1, 10, 50);
        piece(1, 10, 0, 4);
        announced(1, 1, 11, 50);
        piece(1, 10, 4, 10);
        piece(1, 11, 4, 10);

        assertThat(answers)
                .containsExactly(
                        new PeerMessage.SnapshotProgress(10, 0),
                        new PeerMessage.SnapshotProgress(10, 4),
                        new PeerMessage.SnapshotProgress(11, 4),
                        new PeerMessage.SnapshotProgress(11, 10));
        assertThat(events)
                .containsExactly(
                        new Event.SnapshotReceived(1, 11, 1, snapshotAt(50).meta()));
    }

    @Test
    @Tag("bug:S-04")
    void a_leader_that_was_replaced_does_not_interrupt_its_successor() {
        announced(2, 2, 20, 60);
        piece(2, 20, 0, 5);
        announced(1, 1, 10, 50);
        piece(2, 20, 5, 10);

        assertThat(store.stored()).containsExactly(snapshotAt(60));
    }

    @Test
    @Tag("bug:S-12")
    void what_is_stored_already_is_complete_at_its_announcement() {
        announced(1, 1, 10, 50);
        piece(1, 10, 0, 10);
        announced(1, 1, 12, 50);

        assertThat(events)
                .containsExactly(
                        new Event.SnapshotReceived(1, 10, 1, snapshotAt(50).meta()),
                        new Event.SnapshotReceived(1, 12, 1, snapshotAt(50).meta()));
    }
}
