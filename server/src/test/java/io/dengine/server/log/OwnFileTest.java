package io.dengine.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void noOtherUserReadsWhatIsCreated() throws IOException {
        Path file = directory.resolve("d.log");
        OwnFile.create(file);
        OwnFile.createDirectories(directory.resolve("a/b"));
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("a"))).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("a/b"))).isEqualTo("rwx------");
    }

    @Test
    void aLinkIsNotWrittenThrough() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("d.log"), other);
        assertThatThrownBy(() -> OwnFile.create(link))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a link or no file, so it is not written to");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
