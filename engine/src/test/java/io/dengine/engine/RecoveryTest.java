package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With what a node begins, by what its log, its snapshots and its state machine bring. */
class RecoveryTest {
    private static final Configuration ALONE =
            new Configuration(0, List.of(new Member(1, "node1", 1, Member.Role.VOTER)));

    private final MemoryLog log = new MemoryLog(SnapshotMeta.bootstrap(ALONE));
    private final MemorySnapshots snapshots = new MemorySnapshots();
    private final MemoryMachine machine = new MemoryMachine();

    @Test
    void aMachineThatBringsNothingTakesTheSnapshot() throws IOException {
        log.append(entries(1, 10));
        snapshot(6);
        Recovery.of(log, snapshots, machine);
        assertThat(machine.appliedIndex()).isEqualTo(6);
    }

    @Test
    void aMachineThatTheLogLeadsOnFromTakesNoSnapshot() throws IOException {
        log.append(entries(1, 10));
        snapshot(6);
        machine.apply(entries(1, 3));
        Recovery.of(log, snapshots, machine);
        assertThat(machine.appliedIndex()).isEqualTo(3);
    }

    @Test
    void aMachineBehindTheBeginningOfTheLogTakesTheSnapshot() throws IOException {
        MemoryLog compacted = new MemoryLog(meta(5));
        compacted.append(entries(6, 10));
        snapshot(6);
        machine.apply(entries(1, 3));
        Recovery.of(compacted, snapshots, machine);
        assertThat(machine.appliedIndex()).isEqualTo(6);
    }

    @Test
    void aMachineBeyondTheEndOfTheLogBeginsAnew() throws IOException {
        log.append(entries(1, 10));
        machine.apply(entries(1, 11));
        Recovery.of(log, snapshots, machine);
        assertThat(machine.appliedIndex()).isZero();
        assertThat(machine.commands()).isZero();
    }

    @Test
    void aSnapshotThatTheLogDoesNotReachIsTakenWhateverTheMachineBrings() throws IOException {
        log.append(entries(1, 4));
        snapshot(6);
        machine.apply(entries(1, 3));
        assertThat(Recovery.of(log, snapshots, machine).log().base().index()).isEqualTo(6);
        assertThat(machine.appliedIndex()).isEqualTo(6);
        assertThat(log.recover().base().index()).as("the stored log").isEqualTo(6);
    }

    @Test
    void aMachineAtTheEndOfTheLogStaysWhatItIs() throws IOException {
        log.append(entries(1, 10));
        machine.apply(entries(1, 10));
        Recovery.of(log, snapshots, machine);
        assertThat(machine.appliedIndex()).isEqualTo(10);
    }

    @Test
    void aMachineAtTheBeginningOfTheLogTakesNoSnapshot() throws IOException {
        MemoryLog compacted = new MemoryLog(meta(5));
        compacted.append(entries(6, 10));
        snapshot(8);
        machine.apply(entries(1, 5));
        Recovery.of(compacted, snapshots, machine);
        assertThat(machine.appliedIndex()).isEqualTo(5);
    }

    @Test
    void aSnapshotOfTheLastEntryLeavesTheLogAsItIs() throws IOException {
        log.append(entries(1, 6));
        snapshot(6);
        RecoveredLog recovered = Recovery.of(log, snapshots, machine).log();
        assertThat(recovered.base().index()).isZero();
        assertThat(recovered.lastIndex()).isEqualTo(6);
    }

    @Test
    void aSnapshotOfTheFirstEntryOfATermLeavesTheLogAsItIs() throws IOException {
        log.append(entries(1, 5));
        log.append(List.of(new Entry(6, 2, 1, Entry.Kind.NOOP, Bytes.EMPTY)));
        snapshot(6, new SnapshotMeta(new EntryId(6, 2), 1, ALONE));
        assertThat(Recovery.of(log, snapshots, machine).log().base().index()).isZero();
    }

    @Test
    void aLogThatBeginsAfterAnotherEntryThanTheSnapshotBeginsAnew() throws IOException {
        MemoryLog compacted = new MemoryLog(meta(6));
        compacted.append(entries(7, 10));
        SnapshotMeta ofLaterTerm = new SnapshotMeta(new EntryId(6, 2), 1, ALONE);
        snapshot(6, ofLaterTerm);
        machine.apply(entries(1, 6));
        RecoveredLog recovered = Recovery.of(compacted, snapshots, machine).log();
        assertThat(recovered.base().last()).isEqualTo(ofLaterTerm.last());
        assertThat(recovered.lastIndex()).isEqualTo(6);
    }

    /** Configurations that are lost may be in force, unless the snapshot includes them. */
    @Test
    void ofLostConfigurationsThoseAfterTheSnapshotCount() throws IOException {
        List<Configuration> lost = List.of(at(5), at(6), at(9));
        RecoveredLog ofLosses = new RecoveredLog(
                new HardState(1, HardState.NOBODY, Completeness.INCOMPLETE),
                SnapshotMeta.bootstrap(ALONE),
                0,
                List.of(),
                List.of(),
                List.of(),
                lost);
        snapshot(6);
        RecoveredLog recovered = Recovery.of(ofLosses, log, snapshots, machine).log();
        assertThat(recovered.lostConfigurations()).containsExactly(at(9));
    }

    @Test
    void aNodeLacksEntriesUnlessItsLogIsComplete() throws IOException {
        Recovery complete = Recovery.of(log, snapshots, machine).with(new HardState(1, HardState.NOBODY), 7);
        assertThat(complete.storageId()).isEqualTo(7);
        assertThat(complete.log().hardState().term()).isEqualTo(1);
        assertThat(complete.lacksEntries()).isFalse();
        HardState incomplete = new HardState(1, HardState.NOBODY, Completeness.INCOMPLETE);
        assertThat(complete.with(incomplete, 7).lacksEntries()).isTrue();
    }

    @Test
    void aLogThatContradictsTheSnapshotBeginsAnewAlsoIfTheMachineHasTakenIt() throws IOException {
        log.append(entries(1, 10));
        SnapshotMeta ofLaterTerm = new SnapshotMeta(new EntryId(6, 2), 1, ALONE);
        snapshot(6, ofLaterTerm);
        machine.apply(entries(1, 6));
        RecoveredLog recovered = Recovery.of(log, snapshots, machine).log();
        assertThat(recovered.base().last()).isEqualTo(ofLaterTerm.last());
        assertThat(recovered.lastIndex()).isEqualTo(6);
        assertThat(machine.appliedIndex()).isEqualTo(6);
    }

    private void snapshot(long index) throws IOException {
        snapshot(index, meta(index));
    }

    private void snapshot(long index, SnapshotMeta meta) throws IOException {
        MemoryMachine other = new MemoryMachine();
        other.apply(entries(1, index));
        try (StateView view = other.freeze();
                SnapshotStore.Writing writing = snapshots.write(meta)) {
            for (Bytes part = view.next(); part != null; part = view.next()) {
                writing.add(part);
            }
            writing.finish();
        }
    }

    private static Configuration at(long index) {
        return new Configuration(index, ALONE.members());
    }

    private static SnapshotMeta meta(long index) {
        return new SnapshotMeta(new EntryId(index, 1), 1, ALONE);
    }

    private static List<Entry> entries(long first, long last) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(new Entry(index, 1, 1, Entry.Kind.COMMAND, Bytes.utf8("command" + index)));
        }
        return entries;
    }
}
