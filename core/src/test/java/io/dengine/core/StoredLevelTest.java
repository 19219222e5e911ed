package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where entries count once they are written, those that a node decides from when it starts count once synced. */
class StoredLevelTest {
    private static final long MILLI = 1_000_000;

    private final List<Effect> effects = new ArrayList<>();
    private long nowNanos = 1_000 * MILLI;

    private static CoreConfig config() {
        return new CoreConfig(
                1, 100 * MILLI, 200 * MILLI, 10 * MILLI, 0, 0, 1 << 20, 4, 1 << 20, Effect.Level.WRITTEN, 7);
    }

    private RaftCore core(int voters) {
        RecoveredLog empty = RecoveredLog.empty(SnapshotMeta.bootstrap(OneCore.voters(voters)));
        return new RaftCore(config(), empty.with(new HardState(0, 0)), 0, nowNanos);
    }

    private Effect.Persist step(RaftCore core, Event event) {
        effects.clear();
        core.step(nowNanos, event, effects);
        Effect.Persist persist = null;
        for (Effect effect : effects) {
            persist = effect instanceof Effect.Persist found ? found : persist;
        }
        return java.util.Objects.requireNonNull(persist);
    }

    private RaftCore leader() {
        RaftCore core = core(1);
        Effect.Persist vote = step(core, new Event.Tick());
        Effect.Persist first = step(core, new Event.Persisted(vote.sequence()));
        assertThat(first.level()).as("the first entry of a cluster").isEqualTo(Effect.Level.SYNCED);
        core.step(nowNanos, new Event.Persisted(first.sequence()), new ArrayList<>());
        return core;
    }

    @Test
    void a_leader_counts_commands_once_written_and_members_once_synced() {
        RaftCore core = leader();
        Effect.Persist command =
                step(core, new Event.Proposed(List.of(new Event.Proposal(Bytes.utf8("a"), waiter("a"))), 5));
        assertThat(command.level()).isEqualTo(Effect.Level.WRITTEN);
        core.step(nowNanos, new Event.Persisted(command.sequence()), new ArrayList<>());
        Configuration grown = new Configuration(
                0, List.of(OneCore.voters(1).members().get(0), new Member(2, "n2", 0, Member.Role.PROMOTABLE)));
        Effect.Persist change =
                step(core, new Event.ChangeRequested(grown, core.configuration().index(), waiter("change")));
        assertThat(change.level()).isEqualTo(Effect.Level.SYNCED);
    }

    @Test
    void a_follower_acknowledges_members_and_the_report_of_a_loss_once_synced() {
        RaftCore core = core(3);
        Entry first = new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY);
        Entry command = new Entry(2, 1, 1, Entry.Kind.COMMAND, Bytes.utf8("a"));
        Entry members =
                new Entry(3, 1, 1, Entry.Kind.CONFIGURATION, OneCore.voters(2).encode());
        Entry loss = new Entry(4, 2, 1, Entry.Kind.NOOP, Entry.beginning(7, true));
        List<Entry> log = List.of(first, command, members, loss);
        List<Effect.Level> levels = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            Entry entry = log.get(i);
            Entry before = i == 0 ? null : log.get(i - 1);
            Message.Append append = new Message.Append(
                    entry.term(),
                    1,
                    i + 1,
                    before == null ? io.dengine.core.log.EntryId.ZERO : before.id(),
                    0,
                    List.of(entry));
            Effect.Persist persist = step(core, new Event.Received(2, append));
            assertThat(persist.after())
                    .as("the acknowledgement of entry " + entry.index())
                    .hasSize(1);
            levels.add(persist.level());
        }
        assertThat(levels)
                .containsExactly(Effect.Level.SYNCED, Effect.Level.WRITTEN, Effect.Level.SYNCED, Effect.Level.SYNCED);
    }
}
