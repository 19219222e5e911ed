package io.dengine.node.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file appears whole under its name, or not at all. */
class DurableFileTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void a_file_is_written_under_a_name_that_nobody_can_know_and_read_by_nobody_else() throws IOException {
        Path file = directory.resolve("backup");
        List<Path> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String content = "content " + i;
            String result = DurableFile.publish(file, ".part", unfinished -> {
                seen.add(unfinished);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unfinished)))
                        .isEqualTo("rw-------");
                Files.writeString(unfinished, content);
                return "written";
            });
            assertThat(result).isEqualTo("written");
            assertThat(file).hasContent(content);
        }
        assertThat(seen.get(0)).isNotEqualTo(seen.get(1)).hasParentRaw(directory);
        assertThat(seen.get(0).getFileName().toString()).startsWith("backup.").endsWith(".part");
        assertThat(directory).isDirectoryContaining(file::equals);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void what_cannot_be_written_leaves_nothing_and_replaces_nothing() throws IOException {
        Path file = Files.writeString(directory.resolve("backup"), "the old one");
        assertThatThrownBy(() -> DurableFile.publish(file, ".part", unfinished -> {
                    Files.writeString(unfinished, "half of");
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(file).hasContent("the old one");
        assertThat(directory.toFile().list()).hasSize(1);
    }
}
