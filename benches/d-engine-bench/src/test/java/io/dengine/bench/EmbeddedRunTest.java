package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Complete runs of the embedded program on a single node. */
class EmbeddedRunTest {
    @TempDir
    Path directory;

    private final PrintStream standardOut = System.out;
    private final PrintStream standardErr = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeEach
    void catchWhatIsPrinted() throws IOException {
        Files.writeString(directory.resolve("alone.toml"), """
                [cluster]
                node_id = 1
                listen_address = "127.0.0.1:%d"
                db_root_dir = "%s"
                [raft.election]
                election_timeout_min = 100
                election_timeout_max = 200
                [raft.read_consistency]
                lease_duration_ms = 50
                """.formatted(freePort(), directory.resolve("data")));
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void printAgain() {
        System.setOut(standardOut);
        System.setErr(standardErr);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int run(String... arguments) {
        EmbeddedCommand command = new EmbeddedCommand(
                Map.of("CONFIG_PATH", directory.resolve("alone").toString()));
        return new CommandLine(command).execute(arguments);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesThatAreReadAgainAreMeasured() {
        int code = run("--total", "300", "--clients", "7", "--sequential-keys", "--verify-write", "put");
        assertThat(errors.toString(StandardCharsets.UTF_8)).doesNotContain("rror", "cannot");
        assertThat(code).isZero();
        assertThat(printed()).contains("Leader elected: 1", "This node is Leader", " Requests:\t300", " p99.9\t");
    }

    @Test
    void readsThatAreAnsweredBeforeTheCallReturnsDoNotDeepenTheStack() {
        assertThat(run("--total", "200000", "--clients", "3", "get", "--consistency", "e"))
                .isZero();
        assertThat(printed()).contains(" Requests:\t200000");
    }

    @Test
    void otherModesSayWhereTheyAreFound() {
        assertThat(run("--mode", "server", "put")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("examples/three-nodes-embedded");
    }

    @Test
    void aConfigurationThatIsWrongIsNamed() throws IOException {
        Files.writeString(directory.resolve("alone.toml"), "[cluster]\nnode_id = \"one\"\n");
        assertThat(run("put")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("cannot be used", "node_id");
    }
}
