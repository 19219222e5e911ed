package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, a write, the leader's death, another write, and both are there. */
@Timeout(120)
class FailoverTest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(45);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    Path home = Path.of("");

    @Test
    void writesGoOnWhenTheLeaderDies() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            int leader = awaitLeader(nodes);
            awaitAllComplete(nodes);
            assertThat(put(nodes, leader, "before", "1")).isEqualTo(200);
            nodes.kill(leader);
            int next = awaitLeader(nodes);
            assertThat(next).isNotEqualTo(leader);
            assertThat(put(nodes, next, "after", "2")).isEqualTo(200);
            for (int node : nodes.running()) {
                assertThat(get(nodes, node, "before")).contains("\"value\":\"1\"");
                assertThat(get(nodes, node, "after")).contains("\"value\":\"2\"");
            }
        }
    }

    /** The node that answers at {@code /primary}; only other processes know when, so it is asked again and again. */
    private int awaitLeader(NodeProcesses nodes) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            for (int node : nodes.running()) {
                if (answers(request(nodes, node, "/primary").build())) {
                    return node;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no node became leader\n" + nodes.outputs());
    }

    /**
     * Until each node has met the first leader: one that missed the cluster's beginning cannot make up for another's
     * death before.
     */
    private void awaitAllComplete(NodeProcesses nodes) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            int complete = 0;
            for (int node : nodes.running()) {
                complete += isComplete(nodes, node) ? 1 : 0;
            }
            if (complete == nodes.running().size()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("a node was never brought up to date\n" + nodes.outputs());
    }

    private boolean isComplete(NodeProcesses nodes, int node) throws InterruptedException {
        try {
            HttpRequest cluster = request(nodes, node, "/cluster").build();
            return http.send(cluster, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"recovering\":false");
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private boolean answers(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private static HttpRequest.Builder request(NodeProcesses nodes, int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + nodes.address(node) + path))
                .timeout(Duration.ofSeconds(10));
    }

    private int put(NodeProcesses nodes, int node, String key, String value) throws IOException, InterruptedException {
        String body = "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}";
        HttpRequest request = request(nodes, node, "/put")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private String get(NodeProcesses nodes, int node, String key) throws IOException, InterruptedException {
        HttpRequest request = request(nodes, node, "/get?key=" + key + "&consistency=linearizable")
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
