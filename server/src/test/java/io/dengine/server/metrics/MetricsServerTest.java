package io.dengine.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void endLoops() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private MetricsServer start(int port, MetricsRegistry registry) throws IOException {
        return MetricsServer.start("127.0.0.1", port, registry, loops);
    }

    private static HttpResponse<String> request(int port, String method, String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void unfinishedRequestsTakeABoundedNumberOfConnections() throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        try (MetricsServer server = start(0, new MetricsRegistry(3))) {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                unfinished.add(socket);
                socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.UTF_8));
            }
            try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertThat(oneMore.getInputStream().read()).as("it is closed").isEqualTo(-1);
            }
            for (Socket socket : unfinished.subList(0, 50)) {
                socket.close();
            }
            int status = 0;
            while (status != 200) {
                try {
                    status = request(server.port(), "GET", "/metrics").statusCode();
                } catch (IOException e) {
                    // the ends of those that were closed have not arrived yet
                }
            }
        } finally {
            for (Socket socket : unfinished) {
                socket.close();
            }
        }
    }

    @Test
    void servesTheTextFormat() throws IOException, InterruptedException {
        MetricsRegistry registry = new MetricsRegistry(3);
        JvmMetrics.register(registry, "1.0\"\n");
        registry.counter(MetricCatalogue.PROPOSED).add(5);
        registry.counters(MetricCatalogue.REJECTIONS, List.of("write", "read"))[1].increment();
        registry.durations(MetricCatalogue.WAL_FLUSH).record(2_500_000);
        try (MetricsServer server = start(0, registry)) {
            HttpResponse<String> response = request(server.port(), "GET", "/metrics");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body().lines())
                    .contains(
                            "# TYPE raft_proposals_total counter",
                            "raft_proposals_total{node_id=\"3\"} 5",
                            "backpressure_rejections{node_id=\"3\",type=\"write\"} 0",
                            "backpressure_rejections{node_id=\"3\",type=\"read\"} 1",
                            "dengine_build_info{node_id=\"3\",version=\"1.0\\\"\\n\"} 1",
                            "raft_storage_wal_flush_ms_bucket{node_id=\"3\",le=\"2.048\"} 0",
                            "raft_storage_wal_flush_ms_bucket{node_id=\"3\",le=\"3.072\"} 1",
                            "raft_storage_wal_flush_ms_bucket{node_id=\"3\",le=\"+Inf\"} 1",
                            "raft_storage_wal_flush_ms_sum{node_id=\"3\"} 2.5",
                            "raft_storage_wal_flush_ms_count{node_id=\"3\"} 1")
                    .allMatch(line -> line.startsWith("# ")
                            || line.matches("[a-z_]+\\{node_id=\"3\"(,[a-z_]+=\".*\")*} [-0-9.e+]+"));
            assertThat(request(server.port(), "POST", "/metrics").statusCode()).isEqualTo(405);
            assertThat(request(server.port(), "GET", "/metricsx").statusCode()).isEqualTo(404);
            assertThatThrownBy(() -> start(server.port(), registry)).isInstanceOf(BindException.class);
        }
    }
}
