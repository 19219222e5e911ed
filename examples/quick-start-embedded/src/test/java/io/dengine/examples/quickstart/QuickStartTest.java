package io.dengine.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as users run them: each in a process of its own. */
@Timeout(60)
class QuickStartTest {
    @TempDir
    Path directory = Path.of("");

    private String run(Class<?> program) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void what_was_written_is_there_after_a_restart() throws Exception {
        String tasks = """
                  workflow:status = running
                  task:1 = result of step 1
                  task:2 = result of step 2
                  task:3 = result of step 3
                """;
        String expected = "Written and read back:\n" + tasks + "Stopped, started again, and read once more:\n" + tasks;
        assertThat(run(QuickStart.class)).isEqualTo(expected);
        assertThat(run(QuickStart.class)).as("over what the first run has left").isEqualTo(expected);
    }

    @Test
    void the_shortest_program_says_world() throws Exception {
        assertThat(run(Hello.class)).isEqualTo("world\n");
    }
}
