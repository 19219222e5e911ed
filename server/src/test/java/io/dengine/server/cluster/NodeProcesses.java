package io.dengine.server.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Up to three nodes, each a Java process with the class path of this test. */
final class NodeProcesses implements AutoCloseable {
    private static final int SIZE = 3;

    /** Starts a program that does not ignore SIGHUP, even if whoever runs the tests does. */
    private static final String[] DEFAULT_SIGHUP = {"env", "--default-signal=HUP"};

    private static final boolean HEAR_SIGHUP = isPossible(DEFAULT_SIGHUP);

    private final Path home;
    private final List<Integer> ports;
    private final Map<Integer, Process> processes = new TreeMap<>();

    private NodeProcesses(Path home) throws IOException {
        this.home = home;
        this.ports = freePorts();
    }

    /** A cluster of three, all of which start. */
    static NodeProcesses three(Path home) throws IOException {
        NodeProcesses nodes = new NodeProcesses(home);
        for (int id = 1; id <= SIZE; id++) {
            nodes.configure(id, nodes.configuration(id));
            nodes.start(id);
        }
        return nodes;
    }

    /** A cluster of node 1, which starts, and two that join it when they are started. */
    static NodeProcesses oneThatGrows(Path home) throws IOException {
        NodeProcesses nodes = new NodeProcesses(home);
        for (int id = 1; id <= SIZE; id++) {
            nodes.configure(id, nodes.configurationOfGrowing(id));
        }
        nodes.start(1);
        return nodes;
    }

    private void configure(int id, String configuration) throws IOException {
        Files.writeString(home.resolve("n" + id + ".toml"), configuration);
    }

    private String configurationOfGrowing(int id) {
        String self = id == 1 ? "" : "  { id = " + id + ", address = \"" + address(id) + "\", role = \"learner\" },\n";
        return """
                [cluster]
                node_id = %d
                listen_address = "%s"
                initial_cluster_size = 1
                initial_cluster = [
                  { id = 1, address = "%s", role = "voter" },
                %s]

                [raft.election]
                election_timeout_min = 1000
                election_timeout_max = 2000
                """.formatted(id, address(id), address(1), self);
    }

    /** All are held until the last is found, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private String configuration(int id) {
        StringBuilder members = new StringBuilder();
        for (int member = 1; member <= SIZE; member++) {
            members.append("  { id = ").append(member).append(", address = \"").append(address(member));
            members.append("\", role = 1, status = 2 },\n");
        }
        return """
                [cluster]
                node_id = %d
                listen_address = "%s"
                initial_cluster = [
                %s]

                [raft.election]
                election_timeout_min = 1000
                election_timeout_max = 2000

                [raft.watch]
                heartbeat_interval_ms = 500
                """.formatted(id, address(id), members);
    }

    private static boolean isPossible(String... prefix) {
        List<String> line = new ArrayList<>(List.of(prefix));
        line.add("true");
        try {
            return new ProcessBuilder(line).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns whether nodes receive SIGHUP on this machine. */
    static boolean hearSighup() {
        return HEAR_SIGHUP;
    }

    /** Starts a node, anew or again. */
    void start(int id) throws IOException {
        List<String> line = new ArrayList<>(HEAR_SIGHUP ? List.of(DEFAULT_SIGHUP) : List.of());
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dengine.server.Main"));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(id).toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("CONFIG_PATH", home.resolve("n" + id + ".toml").toString());
        environment.put("DB_PATH", home.resolve("db" + id).toString());
        environment.put("LOG_DIR", home.resolve("logs" + id).toString());
        environment.put("METRICS_PORT", "0");
        processes.put(id, builder.start());
    }

    private Path output(int id) {
        return home.resolve("output" + id + ".txt");
    }

    /** Host and port of a node. */
    String address(int id) {
        return "127.0.0.1:" + ports.get(id - 1);
    }

    /** Host and port of each node, in the order of their ids. */
    List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        for (int id = 1; id <= SIZE; id++) {
            addresses.add(address(id));
        }
        return addresses;
    }

    List<Integer> running() {
        List<Integer> ids = new ArrayList<>();
        processes.forEach((id, process) -> {
            if (process.isAlive()) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** As {@code kill -9} does. */
    void kill(int id) throws InterruptedException {
        process(id).destroyForcibly().waitFor();
    }

    /** Sends SIGTERM, and returns the exit code. */
    int stop(int id) throws InterruptedException {
        process(id).destroy();
        return exitCode(id);
    }

    /** Sends SIGHUP, and returns the exit code. */
    int hangUp(int id) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process(id).pid()))
                .start()
                .waitFor();
        return exitCode(id);
    }

    private int exitCode(int id) throws InterruptedException {
        if (!process(id).waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("node " + id + " does not stop");
        }
        return process(id).exitValue();
    }

    private Process process(int id) {
        return Objects.requireNonNull(processes.get(id), "node " + id + " was never started");
    }

    /** What the nodes printed, for the message of a failure. */
    String outputs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int id : processes.keySet()) {
            all.append("node ").append(id).append(":\n").append(Files.readString(output(id)));
        }
        return all.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes.values()) {
            process.destroy();
        }
        for (Process process : processes.values()) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
