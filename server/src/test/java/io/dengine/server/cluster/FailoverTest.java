package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, a write, the leader's death, another write, and both are there. */
@Timeout(120)
class FailoverTest {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    Path home = Path.of("");

    @Test
    void writesGoOnWhenTheLeaderDies() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            Operator operator = new Operator(nodes);
            int leader = operator.awaitLeaderOther(0);
            operator.awaitComplete();
            assertThat(put(nodes, leader, "before", "1")).isEqualTo(200);
            nodes.kill(leader);
            int next = operator.awaitLeaderOther(leader);
            assertThat(next).isNotEqualTo(leader);
            assertThat(put(nodes, next, "after", "2")).isEqualTo(200);
            for (int node : nodes.running()) {
                assertThat(get(nodes, node, "before")).contains("\"value\":\"1\"");
                assertThat(get(nodes, node, "after")).contains("\"value\":\"2\"");
            }
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
