package io.dengine.wal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A directory that was created is there after a power failure. */
class DirectoriesTest {
    @TempDir
    Path root;

    /** Each force, with the names in the directory that it made durable. */
    private final List<String> forced = new ArrayList<>();

    @BeforeEach
    void resolveLinks() throws IOException {
        root = root.toRealPath();
    }

    private void record(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            forced.add(directory + " " + names.map(Path::getFileName).sorted().toList());
        }
    }

    private List<Path> create(Path directory) throws IOException {
        return Directories.create(directory, this::record);
    }

    @Test
    void each_new_name_is_durable_before_the_next_directory_is_created_in_it() throws IOException {
        Path data = root.resolve("a/b/c");
        assertThat(create(data)).containsExactly(root.resolve("a"), root.resolve("a/b"), data);
        assertThat(forced.subList(1, forced.size()))
                .containsExactly(root + " [a]", root.resolve("a") + " [b]", root.resolve("a/b") + " [c]");
        assertThat(data).isDirectory();
    }

    @Test
    void the_name_of_a_directory_that_is_there_already_may_not_be_durable_yet() throws IOException {
        Path data = Files.createDirectory(root.resolve("a"));
        assertThat(create(data)).isEmpty();
        assertThat(forced).containsExactly(root + " [a]");

        forced.clear();
        create(data.resolve("log"));
        assertThat(forced).containsExactly(root + " [a]", data + " [log]");
    }

    @Test
    void a_file_is_no_directory() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        assertThatThrownBy(() -> create(file.resolve("data"))).isInstanceOf(IOException.class);
        assertThat(file).isRegularFile();
        assertThatThrownBy(() -> create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void a_link_to_a_directory_stands_for_it() throws IOException {
        Path data = Files.createDirectory(root.resolve("data"));
        Path link = Files.createSymbolicLink(root.resolve("link"), data);
        assertThat(create(link.resolve("log"))).containsExactly(link.resolve("log"));
        assertThat(data.resolve("log")).isDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_mount_point_is_no_name_in_its_parent() throws IOException {
        assertThat(create(Path.of("/proc"))).isEmpty();
        assertThat(forced).isEmpty();
    }
}
