package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.message.Message;
import io.dengine.engine.Clusters;
import io.dengine.engine.ManualTime;
import io.dengine.engine.MemoryLog;
import io.dengine.engine.MemoryMachine;
import io.dengine.engine.MemorySnapshots;
import io.dengine.engine.MemoryTransport;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.Scrub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogStageTest {
    private final MemoryLog store = new MemoryLog(Clusters.bootstrap(3));
    private final MemoryTransport transport = new MemoryTransport();
    private final ManualTime time = new ManualTime();
    private final NodePorts ports = new NodePorts(store, new MemorySnapshots(), new MemoryMachine(), transport, time);
    private final FailStop failStop = new FailStop();
    private final LogStage stage = new LogStage(ports, NodeMetrics.NONE, room -> {}, failStop);
    private final List<Event.Fetched> fetched = new ArrayList<>();
    private final List<Scrub.Damage> unreadable = new ArrayList<>();
    private final List<Integer> sentWhenTold = new ArrayList<>();
    private long sequence;

    LogStageTest() {
        connect(null);
    }

    private void connect(@Nullable SyncStage background) {
        stage.connect(
                new LogListener() {
                    @Override
                    public void tell(Event answer) {
                        fetched.add((Event.Fetched) answer);
                    }

                    @Override
                    public void logAdvanced() {
                        sentWhenTold.add(transport.flushes());
                    }
                },
                background,
                unreadable::add);
    }

    @Test
    void whatArrivedMeanwhileGoesDownWithOneAppendAndOneSync() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 2, Effect.Level.SYNCED, 7);
        persist(null, Effect.Persist.KEEP_ALL, 3, 3, Effect.Level.SYNCED, 8);
        persist(null, Effect.Persist.KEEP_ALL, 4, 6, Effect.Level.SYNCED, 9);
        assertThat(stage.runOnce()).isTrue();
        assertThat(store.takeCalls()).containsExactly("append 1..6", "sync");
        assertThat(transport.takeSent()).extracting(MemoryTransport.Sent::to).containsExactly(7, 8, 9);
        assertThat(transport.flushes()).isEqualTo(1);
        assertThat(stage.persisted().get()).isEqualTo(3);
        assertThat(sentWhenTold).containsExactly(1);
        assertThat(stage.runOnce()).isFalse();
    }

    @Test
    void termAndVoteAreSavedBeforeAnyEntryOfTheGroup() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 2, Effect.Level.SYNCED, 7);
        persist(new HardState(4, 2), Effect.Persist.KEEP_ALL, 0, -1, Effect.Level.SYNCED, 8);
        persist(new HardState(5, 0), Effect.Persist.KEEP_ALL, 3, 3, Effect.Level.SYNCED, 9);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("hard state 5", "append 1..3", "sync");
        assertThat(transport.takeSent()).extracting(MemoryTransport.Sent::to).containsExactly(7, 8, 9);
    }

    @Test
    void whatIsTakenBackWasStoredBeforeAnybodyWasToldSo() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 2, Effect.Level.SYNCED, 7);
        persist(new HardState(5, 0), 1, 2, 2, Effect.Level.SYNCED, 9);
        persist(null, Effect.Persist.KEEP_ALL, 3, 3, Effect.Level.SYNCED, 8);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("append 1..2", "sync");
        assertThat(transport.takeSent()).extracting(MemoryTransport.Sent::to).containsExactly(7);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("hard state 5", "truncate after 1", "append 2..3", "sync");
        assertThat(transport.takeSent()).extracting(MemoryTransport.Sent::to).containsExactly(9, 8);
        assertThat(stage.persisted().get()).isEqualTo(3);
    }

    @Test
    void aTruncationIsSyncedLikeAnEntry() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 3, Effect.Level.SYNCED, 7);
        stage.runOnce();
        store.takeCalls();
        persist(null, 1, 0, -1, Effect.Level.SYNCED, 7);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("truncate after 1", "sync");
    }

    @Test
    void nothingIsSyncedForAMessageThatWaitsForNothingNew() {
        persist(null, Effect.Persist.KEEP_ALL, 0, -1, Effect.Level.SYNCED, 7);
        stage.runOnce();
        assertThat(store.takeCalls()).isEmpty();
        assertThat(transport.takeSent()).hasSize(1);
        assertThat(stage.persisted().get()).isEqualTo(1);
    }

    @Test
    void writtenEntriesLeaveWithoutWaitingForTheSyncInTheBackground() {
        SyncStage background =
                new SyncStage(ports, new NodeConfig.SyncPolicy(10, 1_000_000_000L), NodeMetrics.NONE, failStop);
        int[] wakeups = {0};
        background.onArrival(() -> wakeups[0]++);
        connect(background);
        persist(null, Effect.Persist.KEEP_ALL, 1, 2, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        persist(null, Effect.Persist.KEEP_ALL, 3, 4, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("append 1..2", "append 3..4");
        assertThat(transport.takeSent()).hasSize(2);
        assertThat(wakeups[0]).as("one wake-up for the first unsynced entries").isEqualTo(1);

        assertThat(background.runOnce()).isFalse();
        assertThat(background.unsyncedEntries()).isEqualTo(4);
        time.advanceMillis(1_000);
        assertThat(background.nextDeadlineNanos()).isEqualTo(time.nanoTime());
        assertThat(background.runOnce()).isTrue();
        assertThat(store.takeCalls()).containsExactly("sync");
        assertThat(background.unsyncedEntries()).isZero();

        persist(null, Effect.Persist.KEEP_ALL, 5, 14, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        assertThat(wakeups[0]).isEqualTo(2);
        assertThat(background.runOnce()).as("ten entries are too many to wait").isTrue();
    }

    @Test
    void writingWaitsForTheDiskOnceThatIsFarBehind() {
        SyncStage background =
                new SyncStage(ports, new NodeConfig.SyncPolicy(10, 1_000_000_000L), NodeMetrics.NONE, failStop);
        connect(background);
        persist(null, Effect.Persist.KEEP_ALL, 1, 40, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        time.advanceMillis(4_000);
        persist(null, Effect.Persist.KEEP_ALL, 41, 41, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("append 1..40", "append 41..41");
        time.advanceMillis(1);
        persist(null, Effect.Persist.KEEP_ALL, 42, 42, Effect.Level.WRITTEN, 7);
        stage.runOnce();
        assertThat(store.takeCalls()).containsExactly("append 42..42", "sync");
    }

    @Test
    void entriesAreFetchedInOrderWithTheWrites() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 3, Effect.Level.SYNCED, 7);
        stage.runOnce();
        stage.hand(new Effect.Fetch(2, 11, 1, 3, Integer.MAX_VALUE));
        persist(null, 1, 2, 2, Effect.Level.SYNCED, 7);
        stage.hand(new Effect.Fetch(3, 12, 1, 1, Integer.MAX_VALUE));
        stage.runOnce();
        stage.runOnce();
        assertThat(fetched).extracting(Event.Fetched::peer).containsExactly(2, 3);
        assertThat(fetched.get(0).entries()).hasSize(3);
        assertThat(fetched.get(1).entries()).hasSize(1);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void entriesThatCannotBeReadAreReportedAsDamageAndDoNotStopTheNode() {
        persist(null, Effect.Persist.KEEP_ALL, 1, 3, Effect.Level.SYNCED, 7);
        stage.runOnce();
        store.becomeUnreadable();
        stage.hand(new Effect.Fetch(2, 11, 2, 3, Integer.MAX_VALUE));
        stage.runOnce();
        assertThat(fetched.get(0).entries()).isEmpty();
        assertThat(unreadable).containsExactly(new Scrub.Damage("with entry 2", 3, "entry 2 is damaged"));
        assertThat(failStop.hasFailed()).isFalse();
    }

    @Test
    void aFailedWriteStopsTheNodeAndLetsNothingLeave() {
        IOException why = new IOException("the disk is gone");
        store.failWith(why);
        persist(null, Effect.Persist.KEEP_ALL, 1, 1, Effect.Level.SYNCED, 7);
        stage.runOnce();
        assertThat(failStop.failure()).isSameAs(why);
        assertThat(transport.takeSent()).isEmpty();
        assertThat(stage.persisted().get()).isZero();
        assertThat(stage.runOnce()).isFalse();
    }

    @Test
    void aFailedSyncInTheBackgroundStopsTheNode() {
        SyncStage background =
                new SyncStage(ports, new NodeConfig.SyncPolicy(1, 1_000_000_000L), NodeMetrics.NONE, failStop);
        background.appended(1);
        store.failWith(new IOException("the disk is gone"));
        background.runOnce();
        assertThat(failStop.hasFailed()).isTrue();
        assertThat(background.unsyncedEntries()).isEqualTo(1);
    }

    private void persist(
            @Nullable HardState hardState, long truncateAfter, long first, long last, Effect.Level level, int to) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(new Entry(index, 1, 0, Entry.Kind.COMMAND, Bytes.utf8("x")));
        }
        List<Effect.Send> after = List.of(new Effect.Send(to, new Message.TimeoutNow(1)));
        stage.hand(new Effect.Persist(++sequence, hardState, truncateAfter, entries, level, after));
    }
}
