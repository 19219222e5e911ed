package io.dengine.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    @TempDir
    Path directory;

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DiskFile file, int bytes) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(bytes);
        int count = file.read(0, target);
        return new String(target.array(), 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void one_user_at_a_time() throws IOException {
        FileDisk first = FileDisk.open(directory);
        assertThatThrownBy(() -> FileDisk.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        first.close();
        FileDisk.open(directory).close();
    }

    @Test
    void only_the_owner_may_look_inside() throws IOException {
        Path data = directory.resolve("a/b");
        FileDisk.open(data).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void writes_reads_renames_and_deletes() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            try (DiskFile file = disk.create("one.tmp", 5)) {
                assertThat(file.sizeBytes()).isEqualTo(5);
                file.write(2, text("word"));
                assertThat(read(file, 10)).isEqualTo("\0\0word");
                file.force(true);
            }
            assertThatThrownBy(() -> disk.create("one.tmp", 0)).isInstanceOf(IOException.class);
            disk.rename("one.tmp", "one");
            disk.forceDirectory();
            assertThat(disk.list()).containsExactly("one");
            disk.delete("one");
            assertThat(disk.list()).isEmpty();
            assertThat(disk.usableBytes()).isPositive();
        }
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "secret");
        try (FileDisk disk = FileDisk.open(directory.resolve("data"))) {
            Files.createSymbolicLink(directory.resolve("data/state"), elsewhere);
            assertThat(disk.list()).isEmpty();
            assertThatThrownBy(() -> disk.open("state")).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Tag("bug:D-14")
    void an_interrupted_reader_harms_nobody_else() throws IOException {
        try (FileDisk disk = FileDisk.open(directory);
                DiskFile file = disk.create("one", 0)) {
            file.write(0, text("word"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> read(file, 4)).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(read(file, 4)).isEqualTo("word");
            file.write(4, text("s"));
            file.force(false);
        }
    }

    @Test
    @Tag("bug:D-14")
    void an_interrupted_writer_cannot_go_on_unnoticed() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            DiskFile file = disk.create("one", 0);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.write(0, text("word"))).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();

            assertThatThrownBy(() -> file.write(0, text("word"))).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.force(false)).isInstanceOf(ClosedChannelException.class);
            file.close();
            assertThatThrownBy(() -> read(file, 4)).isInstanceOf(ClosedChannelException.class);
        }
    }
}
