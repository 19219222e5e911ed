package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.ContradictedException;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import io.dengine.testkit.contract.LogStoreContract;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The segmented log fulfils the contract on a real and on a simulated disk, with segments of any size. */
class SegmentedLogContractTest {
    private static WalConfig config(long segmentBytes) {
        SnapshotMeta beginning = SnapshotMeta.bootstrap(LogStoreContract.VOTERS);
        return new WalConfig(1, 2, 1, 3, "boot", beginning, segmentBytes, 1000, 4);
    }

    @Nested
    class OnASimulatedDisk extends LogStoreContract {
        private final SimDisk disk = new SimDisk();

        @Override
        protected LogStore open() {
            return new SegmentedLog(disk, config(4096));
        }

        @Override
        protected void crash() {
            disk.crashProcess();
        }
    }

    private static SegmentedLog logOfFive(SimDisk disk) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config(4096));
        log.recover();
        for (long index = 1; index <= 5; index++) {
            log.append(List.of(new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.EMPTY)));
        }
        return log;
    }

    @Test
    void what_is_known_to_be_committed_is_never_truncated() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = logOfFive(disk);
        log.noteCommitted(3);
        assertThatThrownBy(() -> log.truncateAfter(2))
                .isInstanceOf(ContradictedException.class)
                .hasMessageContaining("Entry 3 of term 1 is committed on this node");
        log.truncateAfter(3);
        disk.crashProcess();
        assertThat(new SegmentedLog(disk, config(4096)).recover().lastIndex()).isEqualTo(3);
    }

    /** After an accepted loss, the snapshot of a leader may end before what this log knows to be committed. */
    @Test
    void what_was_committed_in_a_log_that_a_snapshot_replaced_is_forgotten() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = logOfFive(disk);
        log.noteCommitted(5);
        log.saveHardState(new HardState(2, HardState.NOBODY));
        log.resetTo(new SnapshotMeta(new EntryId(3, 2), 3, LogStoreContract.VOTERS));
        log.append(List.of(new Entry(4, 2, 4, Entry.Kind.COMMAND, Bytes.EMPTY)));
        log.truncateAfter(3);
        disk.crashProcess();
        assertThat(new SegmentedLog(disk, config(4096)).recover().lastIndex()).isEqualTo(3);
    }

    abstract static class OnFiles extends LogStoreContract {
        @TempDir
        @Nullable
        Path directory;

        private @Nullable Disk disk;
        private final long segmentBytes;

        OnFiles(long segmentBytes) {
            this.segmentBytes = segmentBytes;
        }

        @Override
        protected LogStore open() throws IOException {
            Path where = directory;
            if (where == null) {
                throw new IllegalStateException("no directory");
            }
            Disk opened = FileDisk.open(where);
            disk = opened;
            return new SegmentedLog(opened, config(segmentBytes));
        }

        @AfterEach
        @Override
        protected void crash() throws IOException {
            Disk open = disk;
            if (open != null) {
                open.close(); // which releases the directory, as the end of the process would
                disk = null;
            }
        }
    }

    @Nested
    class OnFilesWithSmallSegments extends OnFiles {
        OnFilesWithSmallSegments() {
            super(4096);
        }
    }

    @Nested
    class OnFilesWithLargeSegments extends OnFiles {
        OnFilesWithLargeSegments() {
            super(1 << 20);
        }
    }
}
