package io.dengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.console.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node, started by {@code d-engine server}, and the console that looks at it: both as processes. */
@Timeout(180)
class NodeConsoleTest {
    @TempDir
    Path home;

    private final List<Process> processes = new ArrayList<>();
    private int port;
    private int consolePort;

    @BeforeEach
    void findPorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            consolePort = other.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dengine.cli.DEngine"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectError(home.resolve("errors.txt").toFile());
        builder.environment().put("DB_PATH", home.resolve("db").toString());
        builder.environment().put("LOG_DIR", home.resolve("logs").toString());
        builder.environment().put("METRICS_PORT", "0");
        builder.environment().put("CONSOLE_PORT", Integer.toString(consolePort));
        builder.environment().put("RAFT__CLUSTER__LISTEN_ADDRESS", "127.0.0.1:" + port);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static BufferedReader linesOf(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private String console() {
        return "http://127.0.0.1:" + consolePort;
    }

    private void put(String key) throws IOException {
        HttpURLConnection request = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/put").toURL().openConnection();
        request.setDoOutput(true);
        try (OutputStream body = request.getOutputStream()) {
            body.write(("{\"key\":\"" + key + "\",\"value\":\"x\"}").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(request.getResponseCode()).isEqualTo(200);
    }

    private static void awaitLine(BufferedReader lines, String part) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the node has ended, and never said: " + part);
    }

    @Test
    void aNodeShowsItsInside() throws IOException, InterruptedException {
        BufferedReader node = linesOf(start("server"));
        awaitLine(node, "Became leader");
        Process process = start("console", "-o", "json", console());
        BufferedReader samples = linesOf(process);
        // It is looked at until a write is seen, in whatever second it falls.
        Sample seen = null;
        for (int i = 0; seen == null; i++) {
            put("key-" + i);
            String line = samples.readLine();
            assertThat(line).as(Files.readString(home.resolve("errors.txt"))).isNotNull();
            Sample sample = Sample.fromJson(line);
            seen = sample.load().writes().perSecond() > 0 ? sample : null;
        }
        assertThat(seen.raft().role()).isEqualTo("leader");
        assertThat(seen.raft().commitIndex()).isPositive();
        assertThat(seen.load().writes().p99Millis()).isPositive();
        assertThat(seen.workers())
                .extracting(Sample.Worker::name)
                .contains("core", "log", "apply", "snapshot", "verify", "watch", "loop 1", "loop 2");
        assertThat(seen.node().pid()).isEqualTo(processes.get(0).pid());

        Process once = start("console", "--once", console());
        String screen = new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(once.waitFor()).isZero();
        assertThat(screen)
                .contains("node 1  LEADER", "THREAD", "this node is alone")
                .doesNotContain("\u001b");

        processes.get(0).destroyForcibly().waitFor();
        while (samples.readLine() != null) {
            Thread.onSpinWait(); // what was on its way
        }
        assertThat(process.waitFor()).isEqualTo(69);
        assertThat(Files.readString(home.resolve("errors.txt"))).contains("the node no longer answers");
    }

    @Test
    void aServerIsStartedAsDemoIs() throws IOException, InterruptedException {
        Process printing = start("server", "--print-config");
        List<String> lines = linesOf(printing).lines().toList();
        assertThat(printing.waitFor()).isZero();
        assertThat(lines)
                .contains(
                        "console.port = " + consolePort + "   # environment CONSOLE_PORT",
                        "console.address = \"127.0.0.1\"   # default");
        Process refused = start("server", "--config", home.resolve("none.toml").toString());
        assertThat(refused.waitFor()).isEqualTo(78);
    }
}
