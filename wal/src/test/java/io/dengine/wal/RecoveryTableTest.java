package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When an invalid frame is a torn tail and when it is damage, over all combinations of: what is wrong with it, whether
 * frames follow, whether one of them, or the state, knows it was durable, which segment it is in, whether its entry was
 * committed, and whether power may have been lost.
 */
class RecoveryTableTest {
    private static final int ENTRIES = 6;
    private static final int BROKEN_ENTRY = 4;

    private enum Wrong {
        HEADER_BIT,
        PAYLOAD_BIT,
        ZEROS,
        HUGE_LENGTH,
        UNKNOWN_TYPE
    }

    /**
     * One line of the table.
     *
     * @param follows valid frames stand behind the broken one
     * @param provenByFrame one of them was written after a sync of the broken one
     * @param provenByState the state was written after that sync
     */
    private record Case(
            Wrong wrong,
            boolean follows,
            boolean provenByFrame,
            boolean provenByState,
            boolean lastSegment,
            boolean committed,
            boolean powerLost) {
        boolean isPossible() {
            return (follows || !provenByFrame) && (lastSegment || follows);
        }

        boolean isDamage() {
            return provenByFrame || provenByState || (committed || follows) && !powerLost;
        }
    }

    @TempDir
    Path directory;

    private int runs;

    private static List<Case> table() {
        List<Case> table = new ArrayList<>();
        for (Wrong wrong : Wrong.values()) {
            for (int bits = 0; bits < 1 << 6; bits++) {
                Case line = new Case(
                        wrong,
                        (bits & 1) != 0,
                        (bits & 2) != 0,
                        (bits & 4) != 0,
                        (bits & 8) != 0,
                        (bits & 16) != 0,
                        (bits & 32) != 0);
                if (line.isPossible()) {
                    table.add(line);
                }
            }
        }
        return table;
    }

    private static WalConfig config(String bootId) {
        Configuration voters = new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));
        return new WalConfig(1, 2, 1, 3, bootId, SnapshotMeta.bootstrap(voters), 4096, 4096, 1);
    }

    private static Entry entry(long index, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) index);
        return new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(payload));
    }

    /** The frames before the broken one are as large as it takes to put what follows into the next segment. */
    private static int payloadBytes(Case line, int index) {
        return !line.lastSegment && index == BROKEN_ENTRY ? 2600 : 300;
    }

    @Test
    @Tag("bug:D-06")
    @Tag("bug:D-17")
    void tells_a_torn_tail_from_damage() throws IOException {
        List<Case> table = table();
        assertThat(table).hasSizeGreaterThan(150);
        for (Case line : table) {
            try {
                check(line);
            } catch (IOException | AssertionError e) {
                throw new AssertionError(line + ": " + e.getMessage(), e);
            }
        }
    }

    private void check(Case line) throws IOException {
        Path here = directory.resolve("case" + runs++);
        long[] place = write(here, line);
        Path broken = here.resolve(Segment.nameOf(place[0]));
        breakFrame(broken, (int) place[1], line.wrong);
        byte[] before = Files.readAllBytes(broken);
        try (FileDisk disk = FileDisk.open(here)) {
            SegmentedLog log = new SegmentedLog(disk, config(line.powerLost ? "second" : "first"));
            if (line.isDamage()) {
                assertThatThrownBy(log::recover)
                        .isInstanceOf(CorruptLogException.class)
                        .hasMessageContaining("byte " + place[1])
                        .hasMessageContaining(broken.getFileName().toString());
                assertThat(Files.readAllBytes(broken)).as("nothing is changed").isEqualTo(before);
            } else {
                RecoveredLog recovered = log.recover();
                assertThat(recovered.lastIndex()).isEqualTo(BROKEN_ENTRY - 1);
                log.append(List.of(entry(BROKEN_ENTRY, 5), entry(BROKEN_ENTRY + 1, 5)));
                log.close();
            }
        }
        if (!line.isDamage()) {
            try (FileDisk disk = FileDisk.open(here)) {
                SegmentedLog log = new SegmentedLog(disk, config("third"));
                assertThat(log.recover().lastIndex()).isEqualTo(BROKEN_ENTRY + 1);
                assertThat(log.read(BROKEN_ENTRY, BROKEN_ENTRY + 1, 100))
                        .containsExactly(entry(BROKEN_ENTRY, 5), entry(BROKEN_ENTRY + 1, 5));
            }
        }
    }

    /** Writes a log that was not closed; returns the segment and the position of the frame to break. */
    private static long[] write(Path here, Case line) throws IOException {
        long[] place = new long[2];
        try (FileDisk disk = FileDisk.open(here)) {
            SegmentedLog log = new SegmentedLog(disk, config("first"));
            log.recover();
            int last = line.follows ? ENTRIES : BROKEN_ENTRY;
            for (int index = 1; index <= last; index++) {
                if (index == BROKEN_ENTRY) {
                    log.sync();
                }
                log.append(List.of(entry(index, payloadBytes(line, index))));
                if (index == BROKEN_ENTRY) {
                    place = lastFrame(here, payloadBytes(line, index));
                    if (line.provenByFrame) {
                        log.sync();
                    }
                }
            }
            if (line.committed) {
                log.noteCommitted(BROKEN_ENTRY);
            }
            if (line.provenByState) {
                log.sync();
            }
            if (line.provenByState || line.committed) {
                log.saveHardState(new HardState(2, 1));
            }
            assertThat(place[1]).isPositive();
        }
        return place;
    }

    /** Where the last frame stands, which has a payload of so many bytes. */
    private static long[] lastFrame(Path here, int payloadBytes) throws IOException {
        long sequence = Files.exists(here.resolve(Segment.nameOf(2))) ? 2 : 1;
        for (; sequence >= 1; sequence--) {
            byte[] bytes = Files.readAllBytes(here.resolve(Segment.nameOf(sequence)));
            int end = bytes.length;
            while (end > Segment.HEADER_BYTES && bytes[end - 1] == 0) {
                end--;
            }
            if (end > Segment.HEADER_BYTES) {
                end = (end + Frame.ALIGNMENT - 1) / Frame.ALIGNMENT * Frame.ALIGNMENT;
                return new long[] {sequence, end - Frame.sizeOf(payloadBytes)};
            }
        }
        throw new AssertionError("no frame");
    }

    private static void breakFrame(Path file, int at, Wrong wrong) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (wrong) {
            case HEADER_BIT -> bytes[at + 17] ^= 1;
            case PAYLOAD_BIT -> bytes[at + Frame.HEADER_BYTES] ^= 1;
            case ZEROS -> Arrays.fill(bytes, at, at + Frame.HEADER_BYTES, (byte) 0);
            case HUGE_LENGTH -> bytes[at + 7] = 0x7F;
            case UNKNOWN_TYPE -> bytes[at + 47] = 99;
        }
        Files.write(file, bytes);
    }

    @Test
    void a_state_without_a_valid_copy_stops_the_start() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config("first"));
            log.recover();
            log.saveHardState(new HardState(5, 1));
            log.close();
        }
        byte[] state = Files.readAllBytes(directory.resolve(StateFile.NAME));
        state[20] ^= 1;
        state[(16 << 10) + 20] ^= 1;
        Files.write(directory.resolve(StateFile.NAME), state);
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config("first"));
            assertThatThrownBy(log::recover)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("term and vote");
            assertThatThrownBy(() -> log.saveHardState(HardState.INITIAL)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_missing_state_or_segment_stops_the_start() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config("first"));
            log.recover();
            for (int index = 1; index <= 40; index++) {
                log.append(List.of(entry(index, 300)));
            }
            log.close();
        }
        for (String name : List.of(StateFile.NAME, Segment.nameOf(1), Segment.nameOf(2))) {
            Path file = directory.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            try (FileDisk disk = FileDisk.open(directory)) {
                assertThatThrownBy(() -> new SegmentedLog(disk, config("first")).recover())
                        .as(name)
                        .isInstanceOf(CorruptLogException.class)
                        .hasMessageContaining("missing");
            }
            Files.write(file, bytes);
        }
    }
}
