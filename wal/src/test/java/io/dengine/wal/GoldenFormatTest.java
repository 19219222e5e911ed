package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of each format version, byte for byte. If this fails, old directories can no longer be read: that needs
 * another version number and a way to read all, not another golden file.
 */
class GoldenFormatTest {
    private static final Configuration VOTERS =
            new Configuration(0, List.of(new Member(1, "localhost:9081", 42, Member.Role.VOTER)));

    @TempDir
    Path directory;

    private static WalConfig config() {
        return new WalConfig(1, 2, 1, 3, "boot", SnapshotMeta.bootstrap(VOTERS), 4096, 4096, 17);
    }

    private static Entry entry(long index, long term, String text) {
        return new Entry(index, term, 1_000 + index, Entry.Kind.COMMAND, Bytes.utf8(text));
    }

    private void write() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config());
            log.recover();
            log.saveHardState(new HardState(1, 1));
            log.append(List.of(
                    new Entry(1, 1, 1_000, Entry.Kind.NOOP, Bytes.EMPTY),
                    entry(2, 1, "two"),
                    new Entry(3, 1, 1_003, Entry.Kind.CONFIGURATION, VOTERS.encode())));
            log.sync();
        }
        // A second life, after a first one that did not end in order, has a salt of its own.
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config());
            log.recover();
            log.append(List.of(entry(4, 1, "four"), entry(5, 1, "to be replaced")));
            log.truncateAfter(4);
            log.saveHardState(new HardState(2, 0));
            log.append(List.of(entry(5, 2, "five")));
            log.noteCommitted(4);
            log.close();
        }
    }

    /** The beginning of a file in lines of 16 bytes, without the zeros at the end. */
    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            boolean zeros = true;
            for (int i = at; i < at + 16; i++) {
                zeros &= bytes[i] == 0;
            }
            if (!zeros) {
                text.append(HexFormat.of().toHexDigits(at, 4))
                        .append(' ')
                        .append(HexFormat.of().formatHex(bytes, at, at + 16))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenFormatTest.class.getResourceAsStream("/golden/" + name))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        }
    }

    private static byte[] undump(String text, int size) {
        byte[] bytes = new byte[size];
        for (String line : text.lines().toList()) {
            byte[] part = HexFormat.of().parseHex(line, 5, 37);
            System.arraycopy(part, 0, bytes, Integer.parseInt(line, 0, 4, 16), part.length);
        }
        return bytes;
    }

    @Test
    @Tag("bug:X-06")
    void writes_the_same_bytes_as_ever() throws IOException {
        write();
        String state = dump(Files.readAllBytes(directory.resolve("state")));
        String segment = dump(Files.readAllBytes(directory.resolve("00000000000000000001.log")));
        if (Boolean.getBoolean("dengine.wal.rewriteGolden")) {
            Path golden = Files.createDirectories(Path.of("src/test/resources/golden"));
            Files.writeString(golden.resolve("state-v1.txt"), state);
            Files.writeString(golden.resolve("segment-v2.txt"), segment);
        }
        assertThat(state).isEqualTo(golden("state-v1.txt"));
        assertThat(segment).isEqualTo(golden("segment-v2.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"segment-v1.txt", "segment-v2.txt"})
    @Tag("bug:X-06")
    void reads_what_every_version_wrote(String version) throws IOException {
        Files.write(directory.resolve("state"), undump(golden("state-v1.txt"), 32 << 10));
        Files.write(directory.resolve("00000000000000000001.log"), undump(golden(version), 4096));
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config());
            RecoveredLog recovered = log.recover();
            assertThat(recovered.hardState()).isEqualTo(new HardState(2, 0));
            assertThat(recovered.base().last()).isEqualTo(EntryId.ZERO);
            assertThat(recovered.base().configuration()).isEqualTo(VOTERS);
            assertThat(recovered.lastIndex()).isEqualTo(5);
            assertThat(log.read(4, 5, 1_000)).containsExactly(entry(4, 1, "four"), entry(5, 2, "five"));
            assertThat(recovered.configurations()).hasSize(1);
            assertThat(log.storageId()).isEqualTo(3);
            assertThat(log.mayHaveLost()).isFalse();
            log.close();
        }
    }

    /** A program of version 1 takes checks for damage, so it must find another version before it finds one. */
    @Test
    void writes_nothing_new_into_a_segment_of_version_1() throws IOException {
        Files.write(directory.resolve("state"), undump(golden("state-v1.txt"), 32 << 10));
        Path first = directory.resolve("00000000000000000001.log");
        Files.write(first, undump(golden("segment-v1.txt"), 4096));
        Entry check = new Entry(6, 2, 1_006, Entry.Kind.CHECK, Bytes.EMPTY);
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config());
            log.recover();
            log.append(List.of(check));
            log.close();
        }
        assertThat(dump(Files.readAllBytes(first))).isEqualTo(golden("segment-v1.txt"));
        try (FileDisk disk = FileDisk.open(directory)) {
            SegmentedLog log = new SegmentedLog(disk, config());
            assertThat(log.recover().lastIndex()).isEqualTo(6);
            assertThat(log.read(5, 5, 1_000)).containsExactly(entry(5, 2, "five"));
            assertThat(log.read(6, 6, 1_000)).containsExactly(check);
            log.close();
        }
    }
}
