package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small log takes little of the disk; a log that is written much soon has segments of the full size. */
class SegmentGrowthTest {
    private static final long FULL_BYTES = 1 << 20;
    private static final int ENTRY_BYTES = 8 << 10;

    @TempDir
    Path directory;

    private static WalConfig config(long segmentBytes) {
        Configuration voters = new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));
        return new WalConfig(1, 2, 1, 3, "boot", SnapshotMeta.bootstrap(voters), segmentBytes, 4096, 1);
    }

    /** Opens the log, appends so many entries, and closes it. */
    private void ran(long segmentBytes, int entries) throws IOException {
        try (FileDisk disk = FileDisk.open(directory);
                SegmentedLog log = new SegmentedLog(disk, config(segmentBytes))) {
            long last = log.recover().lastIndex();
            log.saveHardState(new HardState(1, 1));
            for (long index = last + 1; index <= last + entries; index++) {
                log.append(List.of(new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(new byte[ENTRY_BYTES]))));
                log.sync();
            }
        }
    }

    private long segmentBytes(long sequence) throws IOException {
        return Files.size(directory.resolve(Segment.nameOf(sequence)));
    }

    @Test
    void an_idle_log_takes_a_megabyte_and_not_64() throws IOException {
        ran(WalConfig.DEFAULT_SEGMENT_BYTES, 0);
        assertThat(segmentBytes(1)).isEqualTo(1 << 20);
    }

    @Test
    void each_segment_is_twice_as_large_as_the_one_before_up_to_the_full_size() throws IOException {
        ran(FULL_BYTES, (int) (4 * FULL_BYTES / ENTRY_BYTES));
        List<Long> sizes =
                LongStream.rangeClosed(1, 9).boxed().map(this::sizeOf).toList();
        assertThat(sizes)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 9)
                        .mapToObj(i -> Math.min(FULL_BYTES, (FULL_BYTES / 64) << (i - 1)))
                        .toList());
    }

    private long sizeOf(long sequence) {
        try {
            return segmentBytes(sequence);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_restart_neither_forgets_entries_nor_begins_small_again() throws IOException {
        int entries = (int) (2 * FULL_BYTES / ENTRY_BYTES);
        ran(FULL_BYTES, entries);
        ran(FULL_BYTES, entries);
        try (FileDisk disk = FileDisk.open(directory);
                SegmentedLog log = new SegmentedLog(disk, config(FULL_BYTES))) {
            assertThat(log.recover().lastIndex()).isEqualTo(2L * entries);
            for (long index = 1; index <= 2L * entries; index++) {
                assertThat(log.read(index, index, ENTRY_BYTES))
                        .extracting(Entry::index)
                        .containsExactly(index);
            }
        }
        assertThat(segmentBytes(9)).isEqualTo(FULL_BYTES);
    }
}
