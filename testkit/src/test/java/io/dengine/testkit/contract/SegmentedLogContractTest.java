package io.dengine.testkit.contract;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import io.dengine.testkit.fault.SimDisk;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The segmented log keeps the contract on a real and on a simulated disk, with segments of any size. */
class SegmentedLogContractTest {
    private static WalConfig config(long segmentBytes) {
        return new WalConfig(1, 2, 3, "boot", SnapshotMeta.bootstrap(LogStoreContract.VOTERS), segmentBytes, 1000, 4);
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
                open.close(); // which sets the directory free, as the end of the process would
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
