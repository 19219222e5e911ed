package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.log.EntryId;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundLedgerTest {
    private static final long PROMISE = 100;
    private static final Configuration THREE = new Configuration(
            0,
            List.of(
                    new Member(1, "a", 1, Member.Role.VOTER),
                    new Member(2, "b", 2, Member.Role.VOTER),
                    new Member(3, "c", 3, Member.Role.VOTER)));

    private final RoundLedger ledger = new RoundLedger();

    @BeforeEach
    void membersAreKnown() {
        ledger.inForce(1, THREE, 0);
        ledger.inForce(2, THREE, 0);
        ledger.leads(1, 5, PROMISE);
    }

    @Test
    void a_read_counts_once_a_message_sent_since_has_reached_a_quorum() {
        heartbeat(5, 1, 20, 25);
        assertThatCode(() -> ledger.confirms(1, 5, 20, 30)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ledger.confirms(1, 5, 21, 30)).hasMessageStartingWith("credited round");
    }

    @Test
    void what_reached_a_node_of_an_earlier_term_proves_nothing() {
        heartbeat(4, 7, 20, 25);
        assertThatThrownBy(() -> ledger.confirms(1, 5, 10, 30)).hasMessageStartingWith("credited round");
    }

    @Test
    void a_node_of_a_later_term_takes_nothing() {
        ledger.taken(new RoundLedger.Passage(1, 2, 20, 25), append(5, 1), 6);
        assertThatThrownBy(() -> ledger.confirms(1, 5, 10, 30)).hasMessageStartingWith("credited round");
    }

    @Test
    void a_node_may_use_again_what_it_has_used_on_its_disk_and_nothing_older() {
        Configuration later = new Configuration(9, List.of(new Member(1, "a", 1, Member.Role.VOTER)));
        ledger.inForce(1, later, 10);
        assertThat(ledger.usedOnItsDisk(1)).containsExactly(THREE, later);
        ledger.forgotten(1);
        assertThat(ledger.usedOnItsDisk(1)).isEmpty();
        ledger.inForce(1, later, 20);
        assertThat(ledger.usedOnItsDisk(1)).containsExactly(later);
    }

    @Test
    void members_of_a_while_ago_may_have_confirmed_it_then() {
        Configuration others = new Configuration(9, List.of(new Member(4, "d", 4, Member.Role.VOTER)));
        heartbeat(5, 1, 20, 25);
        ledger.inForce(1, others, 28);
        assertThatCode(() -> ledger.confirms(1, 5, 20, 30)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ledger.confirms(1, 5, 29, 30)).hasMessageStartingWith("credited round");
    }

    @Test
    void a_voter_that_answered_a_leader_elects_nobody_for_a_while() {
        heartbeat(5, 1, 20, 25);
        ledger.sent(2, 1, new Message.AppendAccepted(5, 1, 1, 0, false), 30);
        assertThatThrownBy(() -> ledger.sent(2, 3, new Message.VoteReply(6, true), 124))
                .hasMessageStartingWith("promise");
        assertThatThrownBy(() -> ledger.sent(2, 3, new Message.Vote(6, EntryId.ZERO, false), 124))
                .hasMessageStartingWith("promise");
        assertThatCode(() -> ledger.sent(2, 3, new Message.VoteReply(6, true), 125))
                .doesNotThrowAnyException();
    }

    @Test
    void a_leader_that_hands_over_waives_the_promise() {
        heartbeat(5, 1, 20, 25);
        ledger.sent(2, 1, new Message.AppendAccepted(5, 1, 1, 0, false), 30);
        ledger.sent(1, 3, new Message.TimeoutNow(5), 31);
        assertThatCode(() -> ledger.sent(2, 3, new Message.VoteReply(6, true), 40))
                .doesNotThrowAnyException();
    }

    @Test
    void a_follower_is_told_to_read_only_once_its_leader_was_confirmed_since_it_asked() {
        heartbeat(5, 1, 20, 25);
        ledger.sent(3, 1, new Message.ReadIndex(5, 77), 21);
        assertThatThrownBy(() -> ledger.sent(1, 3, new Message.ReadIndexReply(5, 77, 9), 30))
                .hasMessageStartingWith("credited round");
        heartbeat(5, 2, 22, 28);
        assertThatCode(() -> ledger.sent(1, 3, new Message.ReadIndexReply(5, 77, 9), 30))
                .doesNotThrowAnyException();
    }

    @Test
    void nobody_leads_a_later_term_while_a_lease_lasts() {
        heartbeat(5, 1, 20, 25);
        assertThatCode(() -> ledger.holdsLease(1, 5, 20, 30)).doesNotThrowAnyException();
        ledger.leads(3, 6, PROMISE);
        assertThatThrownBy(() -> ledger.holdsLease(1, 5, 20, 30)).hasMessageStartingWith("one leader a lease");
    }

    /** A heartbeat of node 1 to node 2. */
    private void heartbeat(long term, long round, long sentNanos, long nowNanos) {
        ledger.taken(new RoundLedger.Passage(1, 2, sentNanos, nowNanos), append(term, round), 0);
    }

    private static Message append(long term, long round) {
        return new Message.Append(term, 1, round, EntryId.ZERO, 0, List.of());
    }
}
