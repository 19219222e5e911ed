package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that was started from an old copy of its disk has forgotten what it promised: who can know tells it. */
@Tag("bug:L-18")
class ForgottenDiskTest {
    private static final List<Waiter> BOTH = List.of(waiter("first"), waiter("second"));

    /** Leads; node 2 has acknowledged two entries, and node 3 none. */
    private static OneCore acknowledgedByTwo() {
        OneCore one = OneCore.leading();
        BOTH.forEach(one::propose);
        one.persistAll();
        one.acknowledge(2);
        one.effects.clear();
        return one;
    }

    private static Message.Append answerWithOldDisk(OneCore one, int peer) {
        one.step(new Event.PeerDisconnected(peer));
        one.afterMillis(10);
        Message.Append probe = one.lastSent(peer, Message.Append.class);
        one.receive(peer, new Message.AppendRejected(probe.term(), probe.exchange(), probe.round(), new EntryId(1, 1)));
        return probe;
    }

    @Test
    void a_leader_tells_it_and_counts_it_no_more() {
        OneCore one = acknowledgedByTwo();
        Message.Append probe = answerWithOldDisk(one, 2);
        assertThat(one.lastSent(2, Message.Forgotten.class)).isEqualTo(new Message.Forgotten(1, probe.round(), 3));
        assertThat(one.all(Effect.Note.class)).contains(new Effect.Note(Effect.Topic.PEER_FORGOT, 2, 3, 1));

        one.acknowledge(2);
        one.propose(waiter("third")).persistAll();
        one.acknowledge(2);
        assertThat(one.all(Effect.Commit.class)).isEmpty();
        one.afterMillis(10);
        one.acknowledge(3);
        assertThat(one.lastId().index()).isEqualTo(4);
        assertThat(one.all(Effect.Commit.class)).allMatch(commit -> commit.commitIndex() == 4);
    }

    @Test
    void a_peer_that_refuses_what_it_acknowledged_is_asked_again_in_the_next_round_and_not_before() {
        OneCore one = acknowledgedByTwo();
        Message.Append sent = one.propose(waiter("third")).lastSent(2, Message.Append.class);
        one.effects.clear();
        one.receive(2, new Message.AppendRejected(sent.term(), sent.exchange(), sent.round(), new EntryId(1, 1)));
        assertThat(one.sent(2, Message.Append.class)).isEmpty();
        one.afterMillis(10);
        assertThat(one.sent(2, Message.Append.class)).isNotEmpty();
    }

    @Test
    void a_refusal_that_was_overtaken_shows_nothing() {
        OneCore one = OneCore.leading();
        BOTH.forEach(one::propose);
        one.persistAll();
        Message.Append second = one.lastSent(2, Message.Append.class);
        one.acknowledge(2);
        one.effects.clear();
        one.receive(2, new Message.AppendRejected(second.term(), second.exchange(), second.round(), new EntryId(1, 1)));
        assertThat(one.sent(2, Message.Forgotten.class)).isEmpty();
        assertThat(one.all(Effect.Note.class)).noneMatch(note -> note.topic() == Effect.Topic.PEER_FORGOT);
    }

    @Test
    void it_is_told_again_until_it_knows() {
        OneCore one = acknowledgedByTwo();
        var unused = answerWithOldDisk(one, 2);
        one.effects.clear();
        one.afterMillis(10);
        one.acknowledge(2);
        assertThat(one.sent(2, Message.Forgotten.class)).isNotEmpty();

        Message.Append append = one.lastSent(2, Message.Append.class);
        one.receive(2, new Message.AppendAccepted(1, append.exchange(), append.round(), append.lastIndex(), true));
        one.effects.clear();
        one.afterMillis(10);
        one.acknowledge(2);
        assertThat(one.sent(2, Message.Forgotten.class)).isEmpty();
    }

    @Test
    void who_is_told_neither_votes_nor_counts_until_it_has_caught_up() {
        OneCore one = OneCore.withLog(3);
        one.receive(3, new Message.Append(4, 1, 1, new EntryId(1, 3), 0, List.of()));
        one.receive(3, new Message.Forgotten(4, 1, 7)).persistAll();
        assertThat(one.core.isRecovering()).isTrue();
        assertThat(one.all(Effect.Note.class)).contains(new Effect.Note(Effect.Topic.DISK_FORGOT, OneCore.SELF, 7, 4));

        one.afterMillis(10_000);
        assertThat(one.sent(2, Message.PreVote.class)).isEmpty();
        one.receive(3, new Message.Append(4, 2, 2, new EntryId(1, 3), 2, List.of(OneCore.entry(2, 4))))
                .persistAll();
        one.receive(3, new Message.Append(4, 2, 3, new EntryId(2, 4), 2, List.of()));
        assertThat(one.core.isRecovering()).isFalse();
    }

    @Test
    void what_the_leader_said_before_does_not_show_that_it_has_caught_up() {
        OneCore one = OneCore.withLog(3);
        one.receive(3, new Message.Append(4, 1, 1, new EntryId(1, 3), 2, List.of(OneCore.entry(2, 4))))
                .persistAll();
        one.receive(3, new Message.Forgotten(4, 1, 7)).persistAll();
        assertThat(one.core.isRecovering()).isTrue();

        one.receive(3, new Message.Append(4, 2, 2, new EntryId(2, 4), 2, List.of()));
        assertThat(one.lastSent(3, Message.AppendAccepted.class).recovering()).isTrue();
        assertThat(one.core.isRecovering()).isFalse();
    }

    @Test
    void who_has_caught_up_lacks_nothing_because_of_a_proof_that_comes_late_or_twice() {
        OneCore one = OneCore.withLog(3);
        one.receive(3, new Message.Append(4, 1, 1, new EntryId(1, 3), 0, List.of()));
        one.receive(3, new Message.Forgotten(4, 2, 7)).persistAll();
        one.receive(3, new Message.Append(4, 2, 2, new EntryId(1, 3), 2, List.of(OneCore.entry(2, 4))))
                .persistAll();
        assertThat(one.core.isRecovering()).isFalse();

        one.receive(3, new Message.Forgotten(4, 2, 7));
        assertThat(one.core.isRecovering()).isFalse();
        one.receive(3, new Message.Append(4, 2, 9, new EntryId(2, 4), 2, List.of()));
        one.receive(3, new Message.Forgotten(4, 8, 7));
        assertThat(one.core.isRecovering()).isFalse();

        one.receive(3, new Message.Forgotten(4, 9, 7));
        assertThat(one.core.isRecovering()).isTrue();
    }
}
