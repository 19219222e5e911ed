package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.ClockDrift;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicatedClockTest {
    private static final long HOUR_MILLIS = 3_600_000;

    @Test
    @Tag("bug:T-01")
    void it_follows_the_monotonic_clock_not_a_jump_of_the_wall_clock() {
        OneCore one = OneCore.leading(1);
        one.step(proposedAt(1_000)).step(proposedAt(900_000_000)).step(proposedAt(5));
        List<Effect.Persist> persists = one.all(Effect.Persist.class);

        assertThat(persists)
                .allSatisfy(persist -> assertThat(persist.entries())
                        .allSatisfy(entry -> assertThat(entry.timeMillis()).isLessThan(1_000)));
    }

    @Test
    void it_loses_no_time_to_frequent_writes() {
        OneCore one = OneCore.leading(1);
        one.step(proposedAt(1_000));
        long beganMillis = one.core.clockMillis();
        long beganNanos = one.nowNanos;
        for (int i = 0; i < 1_000; i++) {
            one.nowNanos += 3 * OneCore.MILLI / 2;
            one.step(proposedAt(1_000 + (one.nowNanos - beganNanos) / OneCore.MILLI));
        }
        assertThat(one.core.clockMillis() - beganMillis).isBetween(1_484L, 1_516L);
    }

    @Test
    void time_without_a_leader_that_a_snapshot_has_told_already_is_not_counted_twice() {
        OneCore one = OneCore.withLog();
        long wall = 1_700_000_000_000L;
        Entry heard = new Entry(1, 1, wall, Entry.Kind.COMMAND, Bytes.utf8("a"));
        one.receive(2, new Message.Append(1, 1, 1, EntryId.ZERO, 0, List.of(heard)))
                .persistAll();

        one.nowNanos += 2 * HOUR_MILLIS * OneCore.MILLI; // away for two hours, while the others went on
        wall += 2 * HOUR_MILLIS;
        SnapshotMeta snapshot = new SnapshotMeta(new EntryId(100, 1), wall, OneCore.voters(3));
        one.step(new Event.SnapshotReceived(2, 2, 2, snapshot)).step(new Event.Installed(snapshot));
        one.winElection();
        one.persistAll();
        one.step(proposedAt(wall + 201));

        assertThat(one.core.clockMillis() - wall).isBetween(198L, 204L);
    }

    /** After a step of the wall clock the log's clock runs as fast as it may, and the holder's as slow as it may. */
    @Test
    void who_holds_a_lease_gives_it_up_before_it_may_have_ended_by_this_clock() {
        ClockDrift drift = new ClockDrift(10_000);
        long ttlMillis = 60_000;
        long wall = 1_700_000_000_000L;
        OneCore one = OneCore.leading(1);
        one.step(proposedAt(wall));
        long grantedMillis = one.core.clockMillis();
        long sentNanos = one.nowNanos;
        while (one.core.clockMillis() - grantedMillis < ttlMillis) {
            one.effects.clear();
            one.nowNanos += 100 * OneCore.MILLI;
            one.step(proposedAt(wall + 5_000 + (one.nowNanos - sentNanos) / OneCore.MILLI));
            one.persistAll().acknowledge(2);
        }
        long passedNanos = one.nowNanos - sentNanos;
        assertThat(passedNanos / OneCore.MILLI).isBetween(59_400L, 59_500L);
        double holdersNanos = passedNanos * (1 - drift.partsPerMillion() / 1e6);
        assertThat((double) drift.certain(ttlMillis * OneCore.MILLI) - OneCore.MILLI)
                .isLessThan(holdersNanos)
                .isGreaterThan(holdersNanos - 200 * OneCore.MILLI);
    }

    @Test
    void time_that_an_entry_told_which_is_gone_is_forgotten_with_it() {
        OneCore one = OneCore.withLog();
        long wall = 1_700_000_000_000L;
        Entry lost = new Entry(1, 1, wall, Entry.Kind.COMMAND, Bytes.utf8("lost"));
        one.receive(2, new Message.Append(1, 1, 1, EntryId.ZERO, 0, List.of(lost)))
                .persistAll();

        one.nowNanos += HOUR_MILLIS * OneCore.MILLI; // then a node leads that saw the log move an hour ago
        Entry grant = new Entry(1, 2, wall - 500, Entry.Kind.COMMAND, Bytes.utf8("grant a lease"));
        one.receive(3, new Message.Append(2, 2, 1, EntryId.ZERO, 0, List.of(grant)))
                .persistAll();
        one.winElection();
        one.persistAll();
        one.step(proposedAt(wall + HOUR_MILLIS));

        assertThat(one.core.clockMillis() - grant.timeMillis()).isBetween(198L, 204L);
    }

    @Test
    void a_command_of_a_leader_whose_clock_is_behind_sets_the_clock_back_even_if_it_shows_no_new_time() {
        OneCore one = OneCore.withLog();
        long wall = 1_700_000_000_000L;
        Entry first = new Entry(1, 1, wall, Entry.Kind.COMMAND, Bytes.utf8("first"));
        one.receive(2, new Message.Append(1, 1, 1, EntryId.ZERO, 0, List.of(first)))
                .persistAll();

        one.nowNanos += HOUR_MILLIS * OneCore.MILLI; // then a node leads that has seen the first entry just now
        Entry grant = new Entry(2, 2, wall, Entry.Kind.COMMAND, Bytes.utf8("grant a lease"));
        one.receive(3, new Message.Append(2, 2, 1, first.id(), 0, List.of(grant)))
                .persistAll();
        one.winElection();
        one.persistAll();
        one.step(proposedAt(wall + HOUR_MILLIS));

        assertThat(one.core.clockMillis() - grant.timeMillis()).isBetween(198L, 204L);
    }

    @Test
    void a_new_leader_s_first_entry_tells_the_time_that_passed_without_a_leader() {
        OneCore one = OneCore.withLog();
        long wall = 1_700_000_000_000L;
        Entry heard = new Entry(1, 1, wall, Entry.Kind.COMMAND, Bytes.utf8("grant a lease"));
        one.receive(2, new Message.Append(1, 1, 1, EntryId.ZERO, 0, List.of(heard)))
                .persistAll();

        one.nowNanos += HOUR_MILLIS * OneCore.MILLI;
        one.winElection();

        List<Entry> appended = one.all(Effect.Persist.class).getLast().entries();
        assertThat(appended).hasSize(1);
        assertThat(appended.get(0).kind()).isEqualTo(Entry.Kind.NOOP);
        long sinceMillis = HOUR_MILLIS + 201;
        assertThat(appended.get(0).timeMillis() - wall).isBetween(sinceMillis * 99 / 100, sinceMillis);
    }

    @Test
    void the_first_leader_of_all_leaves_it_to_the_first_proposal_when_time_begins() {
        OneCore one = OneCore.withLog();
        one.winElection();
        assertThat(one.core.clockMillis()).isZero();
        one.step(proposedAt(1_700_000_000_000L));
        assertThat(one.core.clockMillis()).isEqualTo(1_700_000_000_000L);
    }

    private static Event.Proposed proposedAt(long wallMillis) {
        return new Event.Proposed(List.of(new Event.Proposal(Bytes.EMPTY, waiter("w" + wallMillis))), wallMillis);
    }
}
