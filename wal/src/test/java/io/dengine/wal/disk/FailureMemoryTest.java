package io.dengine.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureMemoryTest {
    @TempDir
    Path root;

    private FileDisk disk(String name) throws IOException {
        return FileDisk.open(root.resolve(name), Files.createDirectories(root.resolve("memory")));
    }

    @Test
    void outlives_whoever_set_it_until_it_is_forgotten() throws IOException {
        try (FileDisk disk = disk("one")) {
            assertThat(disk.remembersFailure()).isFalse();
            disk.rememberFailure();
            disk.rememberFailure();
        }
        try (FileDisk disk = disk("one");
                FileDisk other = disk("other")) {
            assertThat(other.remembersFailure()).isFalse();
            assertThat(disk.remembersFailure()).isTrue();
            disk.forgetFailure();
            assertThat(disk.remembersFailure()).isFalse();
            disk.forgetFailure();
        }
    }

    @Test
    void needs_no_place_that_the_platform_does_not_have() throws IOException {
        try (FileDisk disk = FileDisk.open(root.resolve("one"), root.resolve("missing"))) {
            disk.rememberFailure();
            assertThat(disk.remembersFailure()).isFalse();
            disk.forgetFailure();
        }
    }
}
