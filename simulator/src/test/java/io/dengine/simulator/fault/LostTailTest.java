package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.simulator.fault.SimDisk.ForceFault;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log's record of possibly lost entries, and of the node that it belongs to. */
class LostTailTest {
    private static WalConfig config(String bootId) {
        return new WalConfig(7, 8, 1, 9, bootId, SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 2048, 5);
    }

    private static Entry entry(long index, int payloadBytes) {
        return new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(new byte[payloadBytes]));
    }

    private static SegmentedLog opened(SimDisk disk, String bootId) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config(bootId));
        log.recover();
        return log;
    }

    @Test
    @Tag("bug:L-18")
    void what_is_missing_is_known_by_the_newest_hard_state_alone() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        log.append(List.of(entry(1, 0)));
        log.saveHardState(new HardState(1, 0, Completeness.COMPLETE));
        log.saveHardState(new HardState(1, 0, Completeness.INCOMPLETE));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        log = new SegmentedLog(disk, config("next boot"));
        assertThat(log.recover().hardState().completeness()).isEqualTo(Completeness.INCOMPLETE);
        log.saveHardState(new HardState(1, 0, Completeness.COMPLETE));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        log = new SegmentedLog(disk, config("last boot"));
        assertThat(log.recover().hardState().completeness()).isEqualTo(Completeness.COMPLETE);
    }

    @Test
    @Tag("bug:L-18")
    void after_a_loss_that_is_settled_what_was_committed_may_be_missing_in_any_boot() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "first");
        log.append(List.of(entry(1, 10), entry(2, 10)));
        log.noteCommitted(2);
        log.saveHardState(new HardState(1, 0));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        log = opened(disk, "second");
        log.settle(new HardState(1, 0, Completeness.TAIL_LOST), Effect.Level.SYNCED);
        disk.crashProcess();
        log = new SegmentedLog(disk, config("second"));
        assertThat(log.recover().lastIndex()).isZero();
        assertThat(log.mayHaveLost()).isFalse();
    }

    @Test
    void a_directory_of_another_node_is_refused_and_said_to_be_whole() throws IOException {
        SimDisk disk = new SimDisk();
        opened(disk, "boot").close();
        WalConfig other = new WalConfig(7, 8, 2, 9, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 2048, 5);
        assertThatThrownBy(() -> new SegmentedLog(disk, other).recover())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to node 1, and this is node 2")
                .hasMessageContaining("are whole");
        opened(disk, "boot").close();
    }

    @Test
    void tells_whether_power_may_have_been_lost_until_that_is_settled() throws IOException {
        SimDisk disk = new SimDisk();
        opened(disk, "first");
        disk.crashProcess();
        assertThat(opened(disk, "first").mayHaveLost()).isFalse();
        disk.crashProcess();
        SegmentedLog log = opened(disk, "second");
        assertThat(log.mayHaveLost()).isTrue();
        log.close();
        log = opened(disk, "second");
        assertThat(log.mayHaveLost()).as("a clean shutdown, but not settled").isTrue();
        log.settle(HardState.INITIAL, Effect.Level.SYNCED);
        log.close();
        assertThat(opened(disk, "third").mayHaveLost())
                .as("settled, and a clean shutdown")
                .isFalse();
    }

    @Test
    void a_committed_entry_may_be_missing_only_if_power_was_lost() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "first");
        log.append(List.of(entry(1, 10), entry(2, 10)));
        log.noteCommitted(2);
        log.saveHardState(new HardState(1, 0));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);

        assertThatThrownBy(() -> new SegmentedLog(disk, config("first")).recover())
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("committed");
        disk.crashProcess();
        assertThat(new SegmentedLog(disk, config("second")).recover().lastIndex())
                .isZero();
    }

    @Test
    @Tag("bug:D-04")
    void a_failure_leaves_doubt_until_that_is_settled_even_where_the_disk_cannot_store_it() throws IOException {
        for (ForceFault fault : ForceFault.values()) {
            SimDisk disk = new SimDisk();
            SegmentedLog log = opened(disk, "boot");
            log.append(List.of(entry(1, 0)));
            disk.failNextForce(fault);
            assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
            disk.crashProcess();
            assertThat(opened(disk, "boot").mayHaveLost()).as("%s", fault).isTrue();
            disk.crashProcess();
            log = opened(disk, "boot");
            assertThat(log.mayHaveLost())
                    .as("%s, and a start that failed", fault)
                    .isTrue();
            log.settle(new HardState(0, 0, Completeness.TAIL_LOST), Effect.Level.SYNCED);
            disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
            assertThat(opened(disk, "boot").mayHaveLost())
                    .as("%s, settled, durably", fault)
                    .isFalse();
        }
    }
}
