package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose port is in use does not become a member that never answers. */
@Timeout(120)
class BusyPortTest {
    @TempDir
    Path directory;

    private final CompletableFuture<?> stop = new CompletableFuture<>();
    private ServerSocket busy;
    private int port;
    private ServingNode first;

    @BeforeEach
    void startTheCluster() throws Exception {
        busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        first = ServingNode.start(config(1, port, ""), stop);
        while (!get("/readyz").contains("\"ready\"")) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void end() throws IOException {
        stop.cancel(false);
        first.stop();
        busy.close();
    }

    private ServerConfig config(int id, int listen, String more) throws Exception {
        String self =
                id == 1 ? "" : "  { id = " + id + ", address = \"127.0.0.1:" + listen + "\", role = \"learner\" },\n";
        Path file =
                Files.writeString(directory.resolve("n" + id + ".toml"), """
                [cluster]
                node_id = %d
                listen_address = "127.0.0.1:%d"
                initial_cluster_size = 1
                initial_cluster = [
                  { id = 1, address = "127.0.0.1:%d", role = "voter" },
                %s]
                [raft.election]
                election_timeout_min = 100
                election_timeout_max = 200
                %s
                """.formatted(id, listen, port, self, more));
        Map<String, String> environment =
                Map.of("DB_PATH", directory.resolve("db" + id).toString());
        return ConfigLoader.load(environment, file.toString(), id).config();
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private void isNotAdded(ServerConfig joining) throws Exception {
        assertThatThrownBy(() -> ServingNode.start(joining, stop))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
                .hasMessageContaining("cannot listen on 127.0.0.1:" + busy.getLocalPort())
                .hasMessageContaining("in use");
        assertThat(get("/cluster"))
                .contains("127.0.0.1:" + port)
                .doesNotContain(joining.identity().self().address());
        assertThat(directory.resolve("db2")).doesNotExist();
    }

    @Test
    void thePortOfTheNode() throws Exception {
        isNotAdded(config(2, busy.getLocalPort(), ""));
    }

    @Test
    void thePortOfItsMetrics() throws Exception {
        isNotAdded(config(2, freePort(), "[monitoring]\nprometheus_port = " + busy.getLocalPort()));
    }

    @Test
    void thePortOfItsConsole() throws Exception {
        isNotAdded(config(2, freePort(), "[console]\nport = " + busy.getLocalPort()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
