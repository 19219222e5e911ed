package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeaderElectionTest extends OnEngine {
    /** Notes what a candidate was told. */
    private static final class Told implements ElectionListener {
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        @Override
        public void elected(Leadership leadership) {
            calls.add("elected");
        }

        @Override
        public void lost(Leadership leadership) {
            calls.add("lost");
        }

        String next() throws InterruptedException {
            return String.valueOf(calls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void one_candidate_leads_and_everybody_sees_who() throws InterruptedException {
        try (Leadership leadership = LeaderElection.of(client(), "see").campaign("node-1")) {
            assertThat(LeaderElection.of(client(), "see").leader()).hasValue(new Leader("node-1", leadership.token()));
            assertThat(leadership.proclaim("node-1 is ready")).isTrue();
            assertThat(LeaderElection.of(client(), "see").leader())
                    .hasValue(new Leader("node-1 is ready", leadership.token()));
        }
        assertThat(LeaderElection.of(client(), "see").leader()).isEmpty();
    }

    @Test
    void the_next_candidate_leads_when_the_leader_resigns_and_when_it_dies() throws InterruptedException {
        Client mortal = client();
        Leadership first = LeaderElection.of(client(), "next").campaign("one");
        CompletableFuture<Leadership> second =
                LeaderElection.of(Session.open(mortal, SHORT), "next").campaignAsync("two");
        until(() -> keysOf("next/") == 2);
        CompletableFuture<Leadership> third =
                LeaderElection.of(client(), "next").campaignAsync("three");
        until(() -> keysOf("next/") == 3);
        first.close();
        Leadership leading = soon(second);
        assertThat(third).isNotDone();
        mortal.close();
        assertThat(soon(third).token()).isGreaterThan(leading.token());
        assertThat(leading.isHeld()).isFalse();
    }

    @Test
    void callbacks_tell_of_each_leadership_and_a_candidate_stands_again() throws InterruptedException {
        Told told = new Told();
        LeaderElection election = LeaderElection.of(client(), "callbacks");
        try (Candidacy candidacy = election.run("me", told)) {
            assertThat(told.next()).isEqualTo("elected");
            long token = election.leader().orElseThrow().token();
            client().scanPrefix("callbacks/").rows().forEach(row -> client().delete(row.key()));
            assertThat(told.next()).isEqualTo("lost");
            assertThat(told.next()).isEqualTo("elected");
            until(() -> election.leader().isPresent());
            assertThat(election.leader().orElseThrow().token()).isGreaterThan(token);
            assertThat(candidacy.isLeading()).isTrue();
        }
        assertThat(told.next()).isEqualTo("lost");
        until(() -> election.leader().isEmpty());
    }

    @Test
    void observers_see_every_leader() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Subscription observing = LeaderElection.of(client(), "observe")
                .observe(leader -> seen.add(leader.map(Leader::value).orElse("nobody")))) {
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
            Leadership leadership = LeaderElection.of(client(), "observe").campaign("one");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            leadership.close();
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody");
        }
    }

    @Test
    void a_former_leader_proclaims_nothing() throws InterruptedException {
        Leadership former = LeaderElection.of(client(), "former").campaign("old");
        takeAway(former);
        Leadership present = LeaderElection.of(client(), "former").campaign("new");
        assertThat(former.proclaim("still me")).isFalse();
        assertThat(LeaderElection.of(client(), "former").leader().map(Leader::value))
                .isEqualTo(Optional.of("new"));
        assertThat(present.token()).isGreaterThan(former.token());
    }

    @Test
    void a_listener_that_fails_with_an_error_does_not_keep_the_leadership() {
        ElectionListener failing = new ElectionListener() {
            @Override
            public void elected(Leadership leadership) {
                throw new NoClassDefFoundError("as the test wishes");
            }

            @Override
            public void lost(Leadership leadership) {
                throw new NoClassDefFoundError("as the test wishes");
            }
        };
        try (Candidacy candidacy = LeaderElection.of(client(), "error").run("failing", failing)) {
            until(() -> keysOf("error/") > 0);
            for (int i = 0; i < 2; i++) {
                try (Leadership next = soon(LeaderElection.of(client(), "error").campaignAsync("next"))) {
                    assertThat(next.isHeld()).isTrue();
                }
            }
            assertThat(candidacy.stopped()).isNotDone();
        }
    }

    @Test
    void a_leadership_that_ends_just_before_it_is_reported_interrupts_its_report() throws InterruptedException {
        LeaderElection election = LeaderElection.of(client(), "too late");
        Leadership brief = election.campaign("me");
        takeAway(brief);
        soon(brief.over());
        List<Boolean> interrupted = new ArrayList<>();
        ElectionListener listener = new ElectionListener() {
            @Override
            public void elected(Leadership leadership) {
                interrupted.add(Thread.currentThread().isInterrupted());
            }

            @Override
            public void lost(Leadership leadership) {
                interrupted.add(Thread.currentThread().isInterrupted());
            }
        };
        new Candidacy(election, "me", listener).leadReported(brief);
        assertThat(interrupted).as("elected, lost").containsExactly(true, false);
        assertThat(Thread.interrupted()).as("left behind").isFalse();
    }

    @Test
    void only_a_leadership_that_was_reported_is_reported_as_lost() throws InterruptedException {
        Told told = new Told();
        LeaderElection election = LeaderElection.of(client(), "unreported");
        Leadership brief = election.campaign("me");
        takeAway(brief);
        soon(brief.over());
        new Candidacy(election, "me", told).lead(brief);
        assertThat(told.calls).isEmpty();
    }
}
