package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After an accepted loss, a node that was away holds as committed what the cluster has discarded: it stops itself. */
class ContradictionTest {
    private static final EntryId SNAPSHOT = new EntryId(500, 8);

    @Test
    void a_node_whose_committed_entry_is_to_be_replaced_stops() {
        OneCore one = OneCore.withLog(1, 1);
        one.receive(2, new Message.Append(2, 1, 1, new EntryId(2, 1), 2, List.of()));

        assertThatThrownBy(() ->
                        one.receive(3, new Message.Append(3, 1, 1, new EntryId(1, 1), 2, List.of(OneCore.entry(2, 3)))))
                .isInstanceOf(ContradictedException.class)
                .hasMessageContaining("replace it");
    }

    @Test
    void a_node_whose_committed_entry_has_another_term_in_the_leaders_log_stops() {
        OneCore one = OneCore.withLog(1, 1);
        one.receive(2, new Message.Append(2, 1, 1, new EntryId(2, 1), 2, List.of()));

        assertThatThrownBy(() -> one.receive(3, new Message.Append(4, 1, 1, new EntryId(2, 3), 2, List.of())))
                .isInstanceOf(ContradictedException.class);
    }

    @Test
    void a_node_whose_snapshot_ends_with_another_entry_than_the_leader_has_there_stops() {
        OneCore one = withSnapshot();
        List<Entry> over = List.of(OneCore.entry(500, 9), OneCore.entry(501, 9));

        assertThatThrownBy(() -> one.receive(3, new Message.Append(9, 1, 1, new EntryId(499, 9), 499, over)))
                .isInstanceOf(ContradictedException.class);
    }

    @Test
    void what_was_said_to_be_committed_and_is_given_up_says_nothing_of_what_comes_in_its_place() {
        OneCore one = OneCore.withLog(1);
        List<Entry> second = List.of(OneCore.entry(2, 1), OneCore.entry(3, 1));
        one.receive(2, new Message.Append(1, 1, 1, new EntryId(1, 1), 3, second)); // the disk has not stored them yet
        assertThat(one.core.commitIndex()).isEqualTo(1);

        List<Entry> after = List.of(OneCore.entry(2, 2), OneCore.entry(3, 2));
        one.receive(3, new Message.Append(2, 1, 1, new EntryId(1, 1), 1, after)).persistAll();

        assertThat(one.lastId()).isEqualTo(new EntryId(3, 2));
        assertThat(one.core.commitIndex()).isEqualTo(1);
    }

    @Test
    void what_lies_before_the_snapshot_is_left_to_the_leader_to_compare() {
        OneCore one = withSnapshot();
        one.receive(3, new Message.Append(9, 4, 2, new EntryId(300, 7), 300, List.of()))
                .persistAll();

        assertThat(one.lastSent(3, Message.SnapshotReply.class))
                .isEqualTo(new Message.SnapshotReply(9, 4, 2, SNAPSHOT));
    }

    @Test
    void a_leader_reports_what_its_log_contradicts_and_counts_nothing() {
        OneCore one = OneCore.withLog(8, 8, 8);
        one.winElection();
        one.persistAll();
        Message.Append asked = one.lastSent(3, Message.Append.class);
        one.receive(3, new Message.SnapshotReply(9, asked.exchange(), asked.round(), SNAPSHOT));
        one.receive(3, new Message.AppendAccepted(9, asked.exchange(), asked.round(), 500, false));

        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
        assertThat(one.sent(3, Message.Contradicted.class)).containsExactly(new Message.Contradicted(9, SNAPSHOT));
        assertThat(one.core.matchIndexOf(3)).isZero();
        assertThat(one.core.commitIndex()).isZero();
    }

    @Test
    void a_node_whose_committed_entry_the_leader_lacks_stops() {
        OneCore one = withSnapshot();
        one.receive(3, new Message.Append(9, 4, 2, new EntryId(300, 7), 300, List.of()));

        assertThatThrownBy(() -> one.receive(3, new Message.Contradicted(9, SNAPSHOT)))
                .isInstanceOf(ContradictedException.class);
    }

    @Test
    void a_node_ignores_a_contradiction_of_what_it_does_not_hold() {
        OneCore one = OneCore.withLog(8);
        one.receive(3, new Message.Append(9, 4, 2, new EntryId(1, 8), 0, List.of()));
        one.receive(3, new Message.Contradicted(9, SNAPSHOT));

        assertThat(one.core.status().term()).isEqualTo(9);
    }

    private static OneCore withSnapshot() {
        OneCore one = OneCore.withLog(8);
        SnapshotMeta snapshot = new SnapshotMeta(SNAPSHOT, 1, OneCore.voters(3));
        one.receive(2, new Message.SnapshotOffer(8, 2, 2, snapshot));
        one.step(new Event.SnapshotReceived(2, 2, 2, snapshot)).step(new Event.Installed(snapshot));
        one.effects.clear();
        return one;
    }
}
