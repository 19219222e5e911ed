package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log takes and reserves is in proportion to its disk. */
class DiskRoomTest {
    private static final long MIB = 1 << 20;
    private static final long WANTED = 64 * MIB;

    @Test
    void segmentsAreSmallOnSmallDisks() throws IOException {
        assertThat(DiskRoom.segmentBytes(new SizedDisk(100L << 30), WANTED)).isEqualTo(WANTED);
        assertThat(DiskRoom.segmentBytes(new SizedDisk(2_048 * MIB), WANTED)).isEqualTo(WANTED);
        assertThat(DiskRoom.segmentBytes(new SizedDisk(320 * MIB), WANTED)).isEqualTo(10 * MIB);
        assertThat(DiskRoom.segmentBytes(new SizedDisk(8 * MIB), WANTED)).isEqualTo(MIB);
        assertThat(DiskRoom.segmentBytes(new SizedDisk(8 * MIB), 4_096)).isEqualTo(4_096);
    }

    @Test
    void aSmallDiskTakesWritesUntilItIsNearlyFull() throws IOException {
        assertThat(DiskRoom.keptForLog(new SizedDisk(64 * MIB))).isEqualTo(2 * MIB);
        assertThat(DiskRoom.keptForLog(new SizedDisk(1L << 40))).isEqualTo(WalConfig.DEFAULT_SEGMENT_BYTES);
    }

    /** A disk of that size; nothing else is asked of it. */
    private record SizedDisk(long totalBytes) implements Disk {
        @Override
        public List<String> list() {
            return List.of();
        }

        @Override
        public DiskFile open(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public DiskFile create(String name, long sizeBytes) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public void rename(String from, String to) {
            throw new UnsupportedOperationException(from);
        }

        @Override
        public void delete(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public void forceDirectory() {}

        @Override
        public long usableBytes() {
            return totalBytes;
        }

        @Override
        public void rememberFailure() {}

        @Override
        public boolean remembersFailure() {
            return false;
        }

        @Override
        public void forgetFailure() {}

        @Override
        public void close() {}
    }
}
