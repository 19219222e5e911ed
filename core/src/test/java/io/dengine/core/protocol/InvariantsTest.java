package io.dengine.core.protocol;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.InvariantViolation;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each rule stops a node whose state breaks it: one that is one step further would lie. */
class InvariantsTest {
    private static final long MILLI = 1_000_000;

    private final CoreState state = state();
    private final Invariants invariants = new Invariants(state);

    private static CoreState state() {
        CoreConfig config = new CoreConfig(
                1, 100 * MILLI, 200 * MILLI, 10 * MILLI, 0, 0, 1 << 20, 4, 1 << 20, Effect.Level.SYNCED, 7);
        Configuration alone = new Configuration(0, List.of(new Member(1, "a", 0, Member.Role.VOTER)));
        List<Entry> entries = List.of(entry(1), entry(2), entry(3));
        return new CoreState(
                config, RecoveredLog.of(new HardState(2, 1), SnapshotMeta.bootstrap(alone), entries), 2, 0);
    }

    private static Entry entry(long index) {
        return new Entry(index, 2, 0, Entry.Kind.COMMAND, Bytes.EMPTY);
    }

    private void broken(String rule, Consumer<CoreState> change) {
        assertThatCode(() -> invariants.check(state)).doesNotThrowAnyException();
        change.accept(state);
        assertThatThrownBy(() -> invariants.check(state))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageStartingWith(rule);
    }

    private Role.Leader leader() {
        Role.Leader leader = new Role.Leader(3, 0);
        leader.round = 5;
        leader.peers = new Peer[] {new Peer(2, state.config, 1, 3, 0)};
        state.become(leader);
        return leader;
    }

    @Test
    void a_term_never_goes_back() {
        broken("the term went back", changed -> changed.term = 1);
    }

    @Test
    void a_term_stays_within_what_elections_can_reach() {
        broken("a term that no elections reach", changed -> changed.term = EntryId.LIMIT);
    }

    @Test
    void a_vote_is_cast_once_a_term() {
        broken("a vote changed within a term", changed -> changed.votedFor = 2);
    }

    @Test
    void another_term_has_another_vote() {
        invariants.check(state);
        state.term = 3;
        state.votedFor = 2;
        assertThatCode(() -> invariants.check(state)).doesNotThrowAnyException();
        broken("a vote changed within a term", changed -> changed.votedFor = 1);
    }

    @Test
    void what_is_committed_stays_so() {
        broken("the commit index went back", changed -> changed.commitIndex = 1);
    }

    @Test
    void nothing_is_committed_that_is_not_stored() {
        broken("commit beyond persisted", changed -> changed.commitIndex = 4);
    }

    @Test
    void nothing_is_compacted_that_is_not_committed() {
        broken("base beyond commit", changed -> changed.log.compactTo(new EntryId(3, 2)));
    }

    @Test
    void what_is_not_stored_is_in_memory() {
        broken("an entry neither cached nor persisted", changed -> {
            changed.log.append(entry(4));
            changed.log.append(entry(5));
            changed.log.evict(0, 4);
        });
    }

    @Test
    void no_entry_is_of_a_term_to_come() {
        broken(
                "an entry from the future",
                changed -> changed.log.append(new Entry(4, 3, 0, Entry.Kind.COMMAND, Bytes.EMPTY)));
    }

    @Test
    void a_leader_has_voted_for_itself() {
        state.term = 3;
        state.votedFor = 1;
        leader();
        broken("a vote changed", changed -> changed.votedFor = 0);
    }

    @Test
    void a_leader_that_never_voted_is_none() {
        state.term = 3;
        state.votedFor = HardState.NOBODY;
        invariants.check(state);
        leader();
        assertThatThrownBy(() -> invariants.check(state)).hasMessageStartingWith("a leader that did not vote");
    }

    @Test
    void no_round_is_confirmed_before_it_was_sent() {
        Role.Leader leader = leader();
        leader.confirmedRound = 5;
        broken("a round confirmed before it was sent", changed -> leader.confirmedRound = 6);
    }

    @Test
    void what_is_sent_next_has_not_been_proven_yet() {
        Role.Leader leader = leader();
        leader.peers[0].matchIndex = 2;
        broken("match not below next", changed -> leader.peers[0].matchIndex = 3);
    }

    @Test
    void no_peer_has_proven_more_than_the_leader_holds() {
        Role.Leader leader = leader();
        leader.peers[0].nextIndex = 9;
        leader.peers[0].matchIndex = 3;
        broken("a peer holds what the leader lacks", changed -> leader.peers[0].matchIndex = 4);
    }
}
