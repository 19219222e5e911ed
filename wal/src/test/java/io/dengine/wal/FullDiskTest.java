package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that takes no more: the system's limit of what a process may write to a file stands in for it. */
class FullDiskTest {
    /** In blocks of half a kilobyte: room for small segments, and not for a large one. */
    private static final int LIMIT_BLOCKS = 4096;

    @TempDir
    Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    @Tag("bug:D-16")
    void leaves_the_log_as_it_was_and_open_for_what_fits() throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Path data = directory.resolve("data");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "ulimit -f " + LIMIT_BLOCKS + "; exec \"$@\"",
                        "sh",
                        java,
                        "-Xmx64m",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDiskProgram.class.getName(),
                        data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        assertThat(said).contains("no room for the next segment", "Free some space", "closed");

        try (SegmentedLog log = FullDiskProgram.open(data)) {
            RecoveredLog recovered = log.recover();
            assertThat(recovered.lastIndex()).isEqualTo(2);
            assertThat(recovered.hardState()).isEqualTo(new HardState(2, 1));
            assertThat(recovered.tail()).containsExactly(FullDiskProgram.entry(1, 100), FullDiskProgram.entry(2, 1000));
            assertThat(log.mayHaveLost()).isFalse();
        }
    }
}
