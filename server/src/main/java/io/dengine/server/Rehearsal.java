package io.dengine.server;

import io.dengine.api.Client;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.client.remote.RemoteClient;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.ServerConfig;
import io.dengine.server.log.LogSetup;
import io.dengine.server.rehearsal.Calls;
import io.dengine.server.rehearsal.ClientCaller;
import io.dengine.server.rehearsal.GrpcCaller;
import io.dengine.server.rehearsal.HttpCaller;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs three nodes in one process under load, in a temporary directory, and exits. The build runs it once. The runtime
 * records which classes a node loads and which methods are hot, with their profiles; with that record a real node
 * starts and reaches full speed sooner.
 *
 * <p>The load is measured in processor time: a method is known to be hot only once the optimizing compiler has taken it
 * up, which takes longer on a busy machine.
 *
 * <p>Listens on loopback only. Its outcome is not checked: after a failed rehearsal a node only warms up by itself.
 */
public final class Rehearsal {
    private static final long CALLS = 400_000;
    private static final Duration CPU_LIMIT = Duration.ofSeconds(40);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int GRPC_CALLERS = 64;
    private static final int CLIENT_CALLERS = 64;
    private static final int HTTP_CALLERS = 4;

    private final List<ServingNode> nodes = new ArrayList<>();
    private final List<Integer> ports = freePorts();

    private Rehearsal() throws IOException {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("d-engine-rehearsal");
        Rehearsal rehearsal = new Rehearsal();
        // The same level as a node: one that logs more would execute other code.
        LogSetup log = LogSetup.configure("warn", directory.resolve("logs"));
        try {
            rehearsal.start(directory);
            rehearsal.load();
        } finally {
            rehearsal.nodes.forEach(ServingNode::stop);
            log.close();
            delete(directory);
        }
        System.exit(0);
    }

    private void start(Path directory) throws IOException, ConfigException, StartFailure {
        for (int id = 1; id <= ports.size(); id++) {
            Path file = directory.resolve("node-" + id + ".toml");
            Files.writeString(file, configuration(id, ports));
            Map<String, String> environment =
                    Map.of("DB_PATH", directory.resolve("db-" + id).toString());
            ServerConfig config =
                    ConfigLoader.load(environment, file.toString(), id).config();
            nodes.add(ServingNode.start(config, new CompletableFuture<>()));
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static String configuration(int id, List<Integer> ports) {
        StringBuilder text = new StringBuilder("[cluster]\nnode_id = ").append(id);
        text.append("\nlisten_address = \"127.0.0.1:").append(ports.get(id - 1)).append("\"\ninitial_cluster = [\n");
        for (int other = 1; other <= ports.size(); other++) {
            text.append("  { id = ").append(other).append(", address = \"127.0.0.1:");
            text.append(ports.get(other - 1)).append("\", role = 1, status = 2 },\n");
        }
        return text.append("]\n[raft.election]\nelection_timeout_min = 300\nelection_timeout_max = 600\n")
                .append("[raft.read_consistency]\nlease_duration_ms = 150\n")
                .append("[raft.persistence]\nstrategy = \"MemFirst\"\n")
                .append("[raft.snapshot]\nmax_log_entries_before_snapshot = 30000\nretained_log_entries = 1000\n")
                .append("snapshot_cool_down_since_last_check = { secs = 1, nanos = 0 }\n")
                .append("[monitoring]\nprometheus_enabled = false\n")
                .toString();
    }

    private void load() throws InterruptedException {
        List<ManagedChannel> channels = ports.stream()
                .map(port -> NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .directExecutor()
                        .build())
                .toList();
        String[] addresses = ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        List<URI> pages =
                Stream.of(addresses).map(each -> URI.create("http://" + each)).toList();
        try (Client client = RemoteClient.builder()
                        .endpoints(addresses)
                        .exactlyOnce(true)
                        .connect();
                HttpClient http = HttpClient.newHttpClient()) {
            client.watch(WatchRequest.prefix("key-1"), new Spectator());
            Calls calls = new Calls(CALLS, CPU_LIMIT, LIMIT.toNanos(), GRPC_CALLERS + CLIENT_CALLERS + HTTP_CALLERS);
            Stream.generate(() -> new GrpcCaller(channels, calls))
                    .limit(GRPC_CALLERS)
                    .forEach(GrpcCaller::next);
            Stream.generate(() -> new ClientCaller(client.async(), calls))
                    .limit(CLIENT_CALLERS)
                    .forEach(ClientCaller::next);
            Stream.generate(() -> new HttpCaller(http, pages, calls))
                    .limit(HTTP_CALLERS)
                    .forEach(HttpCaller::next);
            calls.await();
            System.out.println("rehearsed " + calls.made() + " calls");
            http.shutdownNow();
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A listener that does nothing, for a watch that costs its node as much as any other. */
    private static final class Spectator implements WatchListener {
        @Override
        public void onBatch(WatchBatch batch) {
            // Seen.
        }

        @Override
        public void onEnd(Throwable reason) {
            // The rehearsal ends.
        }
    }
}
