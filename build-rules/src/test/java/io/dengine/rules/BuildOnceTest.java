package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds that are started from several terminals run one after another. */
@Timeout(60)
class BuildOnceTest {
    /** Creating the directory fails if another one runs meanwhile. */
    private static final String BUILD = "mkdir busy || exit 9; sleep 0.3; rmdir busy; echo built >> log";

    @TempDir
    Path tree = Path.of("");

    @Test
    void oneBuildRunsAtATime() throws IOException, InterruptedException {
        Path script = tree.resolve("scripts/build-once.sh");
        Files.createDirectories(tree.resolve("scripts"));
        Files.copy(SourceTree.repository().root().resolve("scripts/build-once.sh"), script);
        List<Process> builds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            builds.add(new ProcessBuilder("sh", script.toString(), "sh", "-c", BUILD)
                    .directory(tree.toFile())
                    .inheritIO()
                    .start());
        }
        for (Process build : builds) {
            assertThat(build.waitFor()).isZero();
        }
        assertThat(Files.readAllLines(tree.resolve("log"))).containsExactly("built", "built", "built");
    }
}
