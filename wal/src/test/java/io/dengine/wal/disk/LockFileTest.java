package io.dengine.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a directory, seen from this process and from another one. */
@Timeout(60)
class LockFileTest {
    @TempDir
    Path directory;

    /** Tries to lock the file that it is given, and ends with 0 if it could. */
    static final class Stranger {
        private Stranger() {}

        public static void main(String[] arguments) throws IOException {
            System.exit(LockFile.tryAcquire(Path.of(arguments[0])) == null ? 1 : 0);
        }
    }

    private static boolean strangerCanLock(Path file) throws Exception {
        Process stranger = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stranger.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(stranger.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String said = new String(stranger.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(stranger.exitValue()).as(said).isBetween(0, 1);
        return stranger.exitValue() == 0;
    }

    private static LockFile acquired(Path file) {
        try {
            @Nullable LockFile lock = LockFile.tryAcquire(file);
            assertThat(lock).isNotNull();
            return java.util.Objects.requireNonNull(lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_second_owner_that_is_refused_does_not_take_the_lock_of_the_first() throws Exception {
        Path file = directory.resolve("node.lock");
        try (LockFile first = acquired(file)) {
            assertThat(LockFile.tryAcquire(file)).isNull();
            assertThat(strangerCanLock(file)).as("%s is locked", first).isFalse();
        }
        assertThat(strangerCanLock(file)).isTrue();
    }

    @Test
    void other_paths_to_the_same_file_are_the_same_lock() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path alias = Files.createSymbolicLink(directory.resolve("alias"), data);
        Path file = data.resolve("node.lock");
        try (LockFile first = acquired(file)) {
            assertThat(LockFile.tryAcquire(alias.resolve("node.lock"))).isNull();
            Path hardLink = Files.createLink(directory.resolve("hard"), file);
            assertThat(LockFile.tryAcquire(hardLink)).isNull();
            assertThat(strangerCanLock(file)).as("%s is locked", first).isFalse();
        }
        acquired(alias.resolve("node.lock")).close();
        acquired(directory.resolve("hard")).close();
    }

    @Test
    void a_link_in_place_of_the_lock_is_not_followed_and_claims_nothing() throws Exception {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "text");
        Path file = Files.createSymbolicLink(directory.resolve("node.lock"), elsewhere);
        assertThatThrownBy(() -> LockFile.tryAcquire(file)).isInstanceOf(IOException.class);
        Files.delete(file);
        acquired(file).close();
        assertThat(elsewhere).hasContent("text");
    }
}
