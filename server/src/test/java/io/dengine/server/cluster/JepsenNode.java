package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One machine of the original's Jepsen suite: a directory in which a node is started by its launcher, and known from
 * then on by files and by its process alone.
 */
final class JepsenNode implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern COMPLETE = Pattern.compile("raft_recovering(\\{[^}]*})? 0");
    private static final Path STARTER = Path.of("/usr/sbin/start-stop-daemon");
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    final int id;
    final int port;
    final int metricsPort;
    private final Path directory;
    private final Path launcher;
    private long pid;

    JepsenNode(int id, int port, int metricsPort, Path directory, Path launcher) throws IOException {
        this.id = id;
        this.port = port;
        this.metricsPort = metricsPort;
        this.directory = directory;
        this.launcher = launcher;
        Files.createDirectories(directory.resolve("config"));
        Files.createDirectories(directory.resolve("logs"));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void configure(String name, String toml) throws IOException {
        Files.writeString(directory.resolve("config/" + name + ".toml"), toml);
    }

    /** Starts the node in the background. The configuration is named as the suite does: without its suffix. */
    void start(String configuration) throws IOException, InterruptedException {
        startOnce(configuration);
        pid = Long.parseLong(Files.readString(pidFile()).strip());
    }

    private void startOnce(String configuration) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        Map<String, String> environment = builder.environment();
        environment.put(
                "CONFIG_PATH", directory.resolve("config/" + configuration).toString());
        environment.put("LOG_DIR", directory.resolve("logs/" + id).toString());
        environment.put("METRICS_PORT", Integer.toString(metricsPort));
        environment.put("RUST_LOG", "demo=debug,d_engine=debug,hyper=warn,sled=warn");
        // Not the suite's: it has a machine for each node.
        environment.put("D_ENGINE_HEAP", "128m");
        environment.put("D_ENGINE_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
        assertThat(builder.start().waitFor()).as(this::outputNow).isZero();
    }

    /** Until it may take part in elections. */
    void awaitComplete() throws InterruptedException {
        awaitMetric(COMPLETE);
    }

    /** Until it says so of itself. A request that is not answered tells nothing, so it is not the end. */
    void awaitMetric(Pattern metric) throws InterruptedException {
        long begin = System.nanoTime();
        while (!shows(metric)) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("node " + id + " does not show " + metric + "\n" + outputNow());
            }
            Thread.sleep(50);
        }
    }

    /** Whether it says so of itself now; false while it does not answer. */
    boolean shows(Pattern metric) throws InterruptedException {
        return metric.matcher(metrics()).find();
    }

    /** What it says of itself, as Prometheus reads it; nothing while it does not answer. */
    private String metrics() throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
        try {
            return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }

    private List<String> command() {
        String program = launcher.toString();
        String pids = pidFile().toString();
        if (!Files.isExecutable(STARTER)) {
            return List.of("sh", "-c", "{ echo $$ >\"$0\"; exec \"$1\"; } &", pids, program);
        }
        return List.of(
                STARTER.toString(),
                "--start",
                "--background",
                "--no-close",
                "--make-pidfile",
                "--exec",
                program,
                "--pidfile",
                pids,
                "--chdir",
                directory.toString(),
                "--startas",
                program,
                "--");
    }

    /**
     * Starts the node whether or not it runs, as the suite does at the end of a fault. Where it runs, returns once the
     * second process has given up.
     */
    void startAgain(String configuration) throws IOException, InterruptedException {
        if (!isRunning(pid)) {
            start(configuration);
            return;
        }
        startOnce(configuration);
        awaitEnd(Long.parseLong(Files.readString(pidFile()).strip()));
    }

    private Path pidFile() {
        return directory.resolve("demo.pid");
    }

    private Path output() {
        return directory.resolve("logs/d-engine-jepsen.log");
    }

    /** The node's own log, as LOG_DIR says. */
    Path log() {
        return directory.resolve("logs/" + id + "/d.log");
    }

    String outputNow() {
        try {
            return "node " + id + ":\n" + Files.readString(output());
        } catch (IOException e) {
            return "node " + id + " has printed nothing";
        }
    }

    long pid() {
        return pid;
    }

    /** The processes whose command line holds {@code text}: what the suite sends its signals to. */
    static List<Long> processesNamed(String text) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("ps", "-eo", "pid=,args=").start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        List<Long> found = new ArrayList<>();
        for (String line : all.lines().map(String::strip).toList()) {
            if (line.contains(text)) {
                found.add(Long.valueOf(line.substring(0, line.indexOf(' '))));
            }
        }
        return found;
    }

    /** Sends a signal to this node's process alone. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    void kill() throws IOException, InterruptedException {
        signal("KILL");
        awaitEnd(pid);
    }

    /** Returns once a process has ended; one that nobody has reaped has ended, too. */
    static void awaitEnd(long process) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (isRunning(process)) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("process " + process + " does not end");
            }
            Thread.sleep(20);
        }
    }

    static boolean isRunning(long process) throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(process)).start();
        String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        ps.waitFor();
        return !state.isEmpty() && !state.startsWith("Z");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (pid != 0) {
            kill();
        }
    }
}
