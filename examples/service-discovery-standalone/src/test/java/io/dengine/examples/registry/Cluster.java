package io.dengine.examples.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Three nodes, each a process, and programs that are told where they are. */
final class Cluster implements AutoCloseable {
    private final List<String> addresses = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    Cluster(Path home) throws IOException {
        reserveAddresses();
        for (int id = 1; id <= addresses.size(); id++) {
            Path directory = Files.createDirectories(home.resolve("node" + id));
            Path config = Files.writeString(directory.resolve("node.toml"), configuration(id));
            start("io.dengine.server.Main", Map.of("CONFIG_PATH", config.toString(), "METRICS_PORT", "0"), directory);
        }
    }

    /** All ports are held until the last is found, so that they differ. */
    private void reserveAddresses() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            addresses.add("127.0.0.1:" + socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    private String configuration(int id) {
        StringBuilder members = new StringBuilder();
        for (int member = 1; member <= addresses.size(); member++) {
            members.append("{ id = " + member + ", address = \"" + addresses.get(member - 1) + "\" }, ");
        }
        return "[cluster]\nnode_id = " + id + "\nlisten_address = \"" + addresses.get(id - 1)
                + "\"\ninitial_cluster = [" + members + "]\n";
    }

    private Process start(String program, Map<String, String> environment, Path directory, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                program);
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        Path output = directory.resolve(processes.size() + ".out");
        Process process = builder.directory(directory.toFile())
                .redirectError(output.resolveSibling(processes.size() + ".err").toFile())
                .redirectOutput(
                        program.equals("io.dengine.server.Main")
                                ? ProcessBuilder.Redirect.to(output.toFile())
                                : ProcessBuilder.Redirect.PIPE)
                .start();
        processes.add(process);
        return process;
    }

    /** One of the two programs of this example. */
    Process run(Class<?> program, Path directory, String... arguments) throws IOException {
        return start(program.getName(), Map.of("NODES", String.join(",", addresses)), directory, arguments);
    }

    String[] addresses() {
        return addresses.toArray(new String[0]);
    }

    /** Until each node can make up for another's death, which one that has missed the beginning cannot. */
    void awaitComplete() throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int id = 1; id <= addresses.size(); id++) {
            while (!isComplete(http, addresses.get(id - 1))) {
                if (processes.get(id - 1).waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("node " + id + " has ended");
                }
            }
        }
    }

    private static boolean isComplete(HttpClient http, String address) throws InterruptedException {
        try {
            HttpRequest state = HttpRequest.newBuilder(URI.create("http://" + address + "/cluster"))
                    .build();
            return http.send(state, HttpResponse.BodyHandlers.ofString()).body().contains("\"recovering\":false");
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** As {@code kill -9} does. */
    void kill(int id) throws InterruptedException {
        processes.get(id - 1).destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }
}
