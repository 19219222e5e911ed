package io.dengine.examples.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Three applications and a proxy, each a process, on ports that were free. */
final class Processes implements AutoCloseable {
    private static final int SIZE = 3;
    private static final String PROXY = "proxy";

    private final Path home;
    private final List<Integer> ports;
    private final Map<String, Process> running = new TreeMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Processes(Path home) throws IOException {
        this.home = home;
        this.ports = freePorts(3 * SIZE + 2);
        for (int id = 1; id <= SIZE; id++) {
            startApp(id);
        }
    }

    /** All are held until the last is found, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    int httpPort(int id) {
        return ports.get(id - 1);
    }

    int healthPort(int id) {
        return ports.get(SIZE + id - 1);
    }

    int writePort() {
        return ports.get(3 * SIZE);
    }

    int readPort() {
        return ports.get(3 * SIZE + 1);
    }

    private String raftAddresses() {
        List<String> addresses = new ArrayList<>();
        for (int port : ports.subList(2 * SIZE, 3 * SIZE)) {
            addresses.add("127.0.0.1:" + port);
        }
        return String.join(",", addresses);
    }

    void startApp(int id) throws IOException {
        start(
                "app" + id,
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                App.class.getName(),
                Integer.toString(id),
                Integer.toString(httpPort(id)),
                Integer.toString(healthPort(id)),
                raftAddresses(),
                home.resolve("db" + id).toString());
    }

    void startProxy(String program, Path configuration) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (int id = 1; id <= SIZE; id++) {
            environment.put("HTTP" + id, Integer.toString(httpPort(id)));
            environment.put("HEALTH" + id, Integer.toString(healthPort(id)));
        }
        environment.put("WRITE_PORT", Integer.toString(writePort()));
        environment.put("READ_PORT", Integer.toString(readPort()));
        start(PROXY, environment, program, "-db", "-f", configuration.toString());
    }

    private void start(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(name).toFile()));
        builder.environment().putAll(environment);
        running.put(name, builder.start());
    }

    private Path output(String name) {
        return home.resolve(name + ".txt");
    }

    void killApp(int id) throws InterruptedException {
        process("app" + id).destroyForcibly().waitFor();
    }

    private Process process(String name) {
        return Objects.requireNonNull(running.get(name), name);
    }

    /** The application whose node leads, once all that run are its primary or its replicas. */
    int awaitLeader() throws IOException, InterruptedException {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60); pause()) {
            int leader = leaderOfAll();
            if (leader != 0) {
                return leader;
            }
        }
        throw new AssertionError("nobody leads, or not everybody follows\n" + outputs());
    }

    private int leaderOfAll() throws InterruptedException {
        int leader = 0;
        for (int id = 1; id <= SIZE; id++) {
            if (process("app" + id).isAlive()) {
                if (isOk(get(healthPort(id), "/primary"))) {
                    leader = id;
                } else if (!isOk(get(healthPort(id), "/replica"))) {
                    return 0;
                }
            }
        }
        return leader;
    }

    /** Until the proxy answers, whatever it says. */
    void awaitProxy() throws IOException, InterruptedException {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60); pause()) {
            if (!get(readPort(), "/kv/none").isEmpty()) {
                return;
            }
        }
        throw new AssertionError("the proxy does not answer\n" + outputs());
    }

    /** A little while, or until a process ends that nobody has killed: only the processes know when they are ready. */
    private void pause() throws IOException, InterruptedException {
        for (Process process : running.values()) {
            if (process.isAlive()) {
                boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
                if (ended) {
                    throw new AssertionError("a process has ended\n" + outputs());
                }
                return;
            }
        }
    }

    private static boolean isOk(String answer) {
        return answer.startsWith("200 ");
    }

    /** Status and body, with a space between them; nothing if there is no answer. */
    String get(int port, String path) throws InterruptedException {
        return answer(request(port, path).build());
    }

    String post(int port, String path, String body) throws InterruptedException {
        return answer(request(port, path)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private String answer(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return ""; // not listening yet, or not any more
        }
    }

    /** What all have printed, for the message of a failure. */
    String outputs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : running.keySet()) {
            all.append(name).append(":\n").append(Files.readString(output(name)));
        }
        return all.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : running.values()) {
            process.destroy();
        }
        for (Process process : running.values()) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
