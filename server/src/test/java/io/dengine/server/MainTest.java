package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.node.start.DirectoryLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode run(Map<String, String> environment, String... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Main(environment, outStream, errStream).run(arguments);
    }

    @Test
    void explainsItself() {
        assertThat(run(Map.of(), "--help")).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("CONFIG_PATH", "--check-config", "Exit codes");
        assertThat(run(Map.of(), "--version")).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("d-engine ");
    }

    @Test
    void refusesUnknownArguments() {
        assertThat(run(Map.of(), "--confg")).isEqualTo(ExitCode.USAGE);
        assertThat(run(Map.of(), "--config")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("the node did not start: unknown argument --confg; see --help", "--config needs a file");
    }

    @Test
    void checksAConfigurationWithoutTouchingAnything() throws IOException {
        Path data = directory.resolve("data");
        Map<String, String> environment = Map.of("DB_PATH", data.toString());
        assertThat(run(environment, "--check-config")).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("the configuration of node 1 is usable");
        Path file = Files.writeString(directory.resolve("n.toml"), "[cluster]\nnode_id = 0\nlisten_address = 1\n");
        assertThat(run(environment, "--config", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("n.toml:2:1: cluster.node_id must be", "n.toml:3:1:", "2 problem(s)");
        assertThat(data).doesNotExist();
    }

    @Test
    void namesUnknownKeysBesideWhatIsWrong() throws IOException {
        Path file = Files.writeString(directory.resolve("n.toml"), "[cluster]\nnode_id = 0\nlisten_adress = \"a:1\"\n");
        assertThat(run(Map.of(), "--config", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("n.toml:2:1: cluster.node_id must be", "warning: ", "listen_adress", "1 problem(s)");
    }

    @Test
    void printsWhatIsInForce() {
        assertThat(run(Map.of("METRICS_PORT", "8088"), "--print-config")).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("monitoring.prometheus_port = 8088   # environment METRICS_PORT");
    }

    @Test
    void keepsADataDirectoryForOneProcess() throws IOException {
        Path data = directory.resolve("a/b");
        try (DirectoryLock lock = DirectoryLock.acquire(data)) {
            assertThat(lock).isNotNull();
            assertThat(run(Map.of("DB_PATH", data.toString()), "restore", "a.backup"))
                    .isEqualTo(ExitCode.DATA_DIRECTORY);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("in use by another node")
                    .contains("DB_PATH");
        }
        DirectoryLock.acquire(data).close();
    }
}
