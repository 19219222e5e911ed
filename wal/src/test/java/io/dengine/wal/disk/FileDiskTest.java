package io.dengine.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
    void an_interrupt_harms_neither_what_the_thread_does_nor_anybody_else() throws IOException {
        try (FileDisk disk = FileDisk.open(directory)) {
            Thread.currentThread().interrupt();
            DiskFile file = disk.create("one", 8);
            file.write(0, text("word"));
            file.force(true);
            assertThat(read(file, 4)).isEqualTo("word");
            disk.forceDirectory();
            assertThat(file.sizeBytes()).isEqualTo(8);
            assertThat(Thread.interrupted())
                    .as("the thread keeps its interrupt")
                    .isTrue();

            file.write(4, text("s"));
            file.force(false);
            assertThat(read(file, 5)).isEqualTo("words");
            file.close();
            assertThatThrownBy(() -> read(file, 4)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.write(0, text("word"))).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.force(false)).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    @Tag("bug:D-14")
    void interrupts_at_any_moment_lose_no_write() throws Exception {
        try (FileDisk disk = FileDisk.open(directory);
                DiskFile file = disk.create("one", 64 << 10)) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < 2_000; i++) {
                        file.write(i * 8L, ByteBuffer.allocate(8).putLong(0, i));
                        if (i % 50 == 0) {
                            file.force(false);
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
            });
            while (writer.isAlive()) {
                writer.interrupt();
                Thread.onSpinWait();
            }
            writer.join();
            assertThat(failure.get()).isNull();
            ByteBuffer content = ByteBuffer.allocate(2_000 * 8);
            assertThat(file.read(0, content)).isEqualTo(content.capacity());
            for (int i = 0; i < 2_000; i++) {
                assertThat(content.getLong(i * 8)).isEqualTo(i);
            }
        }
    }
}
