package io.dengine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a core makes of what its node found. */
class StartTest {
    private static final long MILLI = 1_000_000;
    private static final long NOW = 1_000 * MILLI;

    private final List<Effect> effects = new ArrayList<>();

    private static CoreConfig config() {
        return new CoreConfig(
                1, 100 * MILLI, 200 * MILLI, 10 * MILLI, 0, 0, 1 << 20, 4, 1 << 20, Effect.Level.SYNCED, 7);
    }

    private static RecoveredLog found(HardState hardState, int voters, long... terms) {
        return RecoveredLog.of(hardState, SnapshotMeta.bootstrap(OneCore.voters(voters)), OneCore.entries(terms));
    }

    private void step(RaftCore core, Event event) {
        effects.clear();
        core.step(NOW, event, effects);
    }

    private Effect.Persist persisted() {
        return effects.stream()
                .filter(Effect.Persist.class::isInstance)
                .map(Effect.Persist.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_was_applied_was_committed() {
        RaftCore core = new RaftCore(config(), found(new HardState(1, 0), 3, 1, 1, 1), 2, NOW);
        assertThat(core.commitIndex()).isEqualTo(2);
    }

    @Test
    void a_leader_that_contradicts_what_was_applied_stops_this_node_and_not_itself() {
        RaftCore core = new RaftCore(config(), found(new HardState(1, 0), 3, 1, 1, 1), 3, NOW);
        Entry other = new Entry(3, 2, 3, Entry.Kind.NOOP, io.dengine.bytes.Bytes.EMPTY);
        Message.Append append = new Message.Append(2, 1, 1, new EntryId(2, 1), 2, List.of(other));
        assertThatThrownBy(() -> step(core, new Event.Received(2, append))).isInstanceOf(ContradictedException.class);
    }

    @Test
    void a_term_behind_the_log_is_raised_without_a_vote_before_anything_shows_it() {
        RaftCore core = new RaftCore(config(), found(new HardState(3, 2), 3, 8), 1, NOW);
        assertThat(core.status().term()).isEqualTo(8);
        step(core, new Event.Received(2, new Message.PreVote(8, new EntryId(0, 0))));
        assertThat(persisted().hardState()).isEqualTo(OneCore.stored(8, HardState.NOBODY, Completeness.COMPLETE));
        assertThat(persisted().after()).as("the answer waits for the disk").hasSize(1);
        assertThat(effects).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void the_only_voter_goes_on_after_losing_its_tail_and_after_nothing_worse() {
        RaftCore lost = new RaftCore(config(), found(new HardState(1, 1, Completeness.TAIL_LOST), 1, 1), 0, NOW);
        step(lost, new Event.Tick());
        assertThat(persisted().hardState()).isEqualTo(OneCore.stored(2, 1, Completeness.TAIL_LOST));
        step(lost, new Event.Persisted(persisted().sequence()));
        assertThat(persisted().entries().get(0).isAfterLoss()).isTrue();

        RaftCore damaged = new RaftCore(config(), found(new HardState(1, 1, Completeness.INCOMPLETE), 1, 1), 0, NOW);
        step(damaged, new Event.Tick());
        assertThat(effects).isEmpty();
    }

    @Test
    void one_of_several_waits_whatever_it_lost() {
        RaftCore core = new RaftCore(config(), found(new HardState(1, 1, Completeness.TAIL_LOST), 3, 1), 0, NOW);
        step(core, new Event.Received(2, new Message.Vote(2, new EntryId(1, 1), true)));
        assertThat(persisted().after().get(0).message()).isEqualTo(new Message.VoteReply(2, false));
    }
}
