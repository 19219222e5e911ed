package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a node acts by itself. Election timeouts 100 to 200 ms, heartbeats every 10 ms, turns of 25 ms. */
class TimingTest {
    private static final long MILLI = OneCore.MILLI;
    private static final long TURN = 25 * MILLI;

    private static OneCore following(int leader, int voters) {
        OneCore one = new OneCore(
                new HardState(1, HardState.NOBODY), OneCore.voters(voters), OneCore.entries(1), Completeness.COMPLETE);
        one.afterMillis(50);
        do { // until the timeout that was drawn is so long that it does not come before anybody's turn
            one.receive(leader, new Message.Append(1, 1, 1, new EntryId(1, 1), 1, List.of()));
        } while (due(one) < 185 * MILLI);
        return one;
    }

    /** How long after now the node must be woken at the latest. */
    private static long due(OneCore one) {
        return one.core.nextDeadlineNanos() - one.nowNanos;
    }

    @Test
    void a_word_of_the_leader_puts_the_election_off_for_a_whole_timeout() {
        assertThat(due(following(2, 3))).isBetween(100 * MILLI, 200 * MILLI);
    }

    @Test
    void a_broken_connection_to_the_leader_lets_the_next_voter_begin_when_the_promise_ends() {
        OneCore one = following(3, 3); // after 3 comes 1
        one.nowNanos += 10 * MILLI;
        one.step(new Event.PeerDisconnected(3));

        assertThat(due(one)).isBetween(90 * MILLI + 1, 90 * MILLI + TURN / 4);
    }

    @Test
    void every_voter_between_lets_one_turn_pass() {
        OneCore oneBetween = following(2, 3).step(new Event.PeerDisconnected(2)); // 3
        assertThat(due(oneBetween)).isBetween(100 * MILLI + TURN + 1, 100 * MILLI + TURN + TURN / 4);

        OneCore threeBetween = following(2, 5).step(new Event.PeerDisconnected(2)); // 3, 4, 5
        assertThat(due(threeBetween)).isBetween(100 * MILLI + 3 * TURN + 1, 100 * MILLI + 3 * TURN + TURN / 4);
    }

    @Test
    void a_learner_between_takes_no_turn() {
        List<Member> members = new ArrayList<>(OneCore.voters(2).members());
        members.add(new Member(3, "learner", 0, Member.Role.READ_ONLY));
        OneCore one = new OneCore(
                new HardState(1, HardState.NOBODY),
                new Configuration(0, members),
                OneCore.entries(1),
                Completeness.COMPLETE);
        one.receive(2, new Message.Append(1, 1, 1, new EntryId(1, 1), 1, List.of()));
        one.step(new Event.PeerDisconnected(2));

        assertThat(due(one)).isBetween(100 * MILLI + 1, 100 * MILLI + TURN / 4);
    }

    @Test
    void a_broken_connection_to_another_peer_changes_nothing() {
        OneCore one = following(3, 3);
        long before = one.core.nextDeadlineNanos();
        one.step(new Event.PeerDisconnected(2));

        assertThat(one.core.nextDeadlineNanos()).isEqualTo(before);
    }

    @Test
    void a_broken_connection_never_puts_an_election_off() {
        OneCore one = following(2, 3);
        one.nowNanos = one.core.nextDeadlineNanos() - 1;
        one.step(new Event.PeerDisconnected(2));

        assertThat(due(one)).isEqualTo(1);
    }

    @Test
    void pre_votes_are_asked_for_again_after_one_or_two_heartbeats() {
        OneCore one = OneCore.withLog(1).afterMillis(201);
        assertThat(one.core.status().role()).isEqualTo(RoleName.PRE_CANDIDATE);
        assertThat(due(one)).isBetween(10 * MILLI, 20 * MILLI);

        one.effects.clear();
        one.afterMillis(21);
        assertThat(one.sent(2, Message.PreVote.class)).hasSize(1);
    }

    @Test
    void a_candidate_tries_again_soon_and_asks_for_pre_votes_first() {
        OneCore one = OneCore.withLog(1).afterMillis(201).receive(2, new Message.PreVoteReply(2, true));
        assertThat(one.core.status().role()).isEqualTo(RoleName.CANDIDATE);
        assertThat(due(one)).isBetween(25 * MILLI, 50 * MILLI);

        one.persistAll().afterMillis(51);
        assertThat(one.core.status()).isEqualTo(new CoreStatus(RoleName.PRE_CANDIDATE, 2, CoreStatus.NO_LEADER, false));
    }

    @Test
    void a_candidate_that_learns_that_it_lacks_entries_gives_up() {
        OneCore one = following(2, 3);
        one.receive(2, new Message.Forgotten(1, 1, 1)).persistAll();
        one.receive(2, new Message.TimeoutNow(1));
        assertThat(one.core.status().role()).as("it may not lead").isEqualTo(RoleName.FOLLOWER);
        assertThat(one.core.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
        one.afterMillis(1_000);
        assertThat(one.sent(2, Message.PreVote.class)).isEmpty();
    }

    @Test
    void a_leader_is_due_at_its_next_heartbeat() {
        OneCore one = OneCore.withLog(1);
        one.winElection();
        assertThat(due(one)).isEqualTo(10 * MILLI);
        one.nowNanos += 10 * MILLI;
        one.effects.clear();
        one.step(new Event.Tick());
        assertThat(one.sent(2, Message.Append.class)).hasSize(1);
        assertThat(due(one)).isEqualTo(10 * MILLI);
        one.step(new Event.Tick());
        assertThat(one.sent(2, Message.Append.class)).hasSize(1);
    }

    @Test
    void a_leader_whose_disk_has_not_moved_for_two_election_timeouts_leads_no_more() {
        OneCore one = OneCore.leading(1).propose(waiter("w"));
        long asked = one.nowNanos;
        while (one.nowNanos < asked + 400 * MILLI) {
            one.nowNanos += 10 * MILLI;
            one.step(new Event.Tick()).acknowledge(2);
        }
        assertThat(one.core.status().role()).isEqualTo(RoleName.LEADER);
        one.nowNanos++;
        one.step(new Event.Tick());

        assertThat(one.core.status().role()).isNotEqualTo(RoleName.LEADER);
        assertThat(one.all(Effect.Note.class)).anyMatch(note -> note.topic() == Effect.Topic.DISK_STUCK);
    }

    @Test
    void a_peer_that_says_nothing_for_an_election_timeout_lags_until_it_speaks() {
        OneCore one = OneCore.leading(1);
        long since = one.nowNanos;
        while (one.nowNanos < since + 100 * MILLI) {
            one.nowNanos += 10 * MILLI;
            one.step(new Event.Tick()).acknowledge(2);
        }
        assertThat(one.all(Effect.Note.class)).noneMatch(note -> note.topic() == Effect.Topic.PEER_LAGS);
        one.nowNanos += 10 * MILLI;
        one.step(new Event.Tick()).step(new Event.Tick());
        one.nowNanos += 10 * MILLI;
        one.step(new Event.Tick());
        assertThat(one.all(Effect.Note.class))
                .filteredOn(note -> note.topic() == Effect.Topic.PEER_LAGS)
                .extracting(Effect.Note::peer)
                .containsExactly(3);

        one.acknowledge(3);
        one.nowNanos += 10 * MILLI;
        one.step(new Event.Tick());
        assertThat(one.all(Effect.Note.class))
                .filteredOn(note -> note.topic() == Effect.Topic.PEER_CAUGHT_UP)
                .extracting(Effect.Note::peer)
                .containsExactly(3);
    }
}
