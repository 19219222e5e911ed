package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process grows to three and shrinks to two, while a client writes and never sees an error. */
@Timeout(180)
class ExpansionTest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final AtomicInteger written = new AtomicInteger();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    @TempDir
    Path home = Path.of("");

    @Test
    @Tag("bug:M-11")
    void oneNodeGrowsToThreeUnderLoadAndShrinksAgain() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.oneThatGrows(home)) {
            await(nodes, 1, "/primary", "\"node_id\":1");
            Thread client = Thread.ofVirtual().start(() -> write(nodes));
            nodes.start(2);
            await(nodes, 1, "/cluster", voter(nodes, 2));
            nodes.start(3);
            await(nodes, 1, "/cluster", voter(nodes, 3));
            await(nodes, 3, "/cluster", voter(nodes, 3));

            HttpResponse<String> removed = post(nodes, 3, "/remove", "{\"node_id\":2}");
            assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
            await(nodes, 1, "/readyz", "\"status\":\"ready\"");
            writing.set(false);
            client.join();
            assertThat(errors).as(nodes.outputs()).isEmpty();
            assertThat(written.get()).isPositive();

            // Its file still says that it is alone, and its log that it is not.
            nodes.kill(1);
            nodes.start(1);
            await(nodes, 1, "/cluster", voter(nodes, 3));
            await(nodes, 1, "/health", "\"status\":\"ok\"");
            // A node that joined knows its cluster without asking anybody.
            nodes.kill(3);
            nodes.start(3);
            await(nodes, 3, "/health", "\"status\":\"ok\"");
            await(nodes, 3, "/cluster", voter(nodes, 3));
            HttpRequest last = request(nodes, 1, "/get?key=load-" + (written.get() - 1) + "&consistency=linearizable")
                    .build();
            assertThat(http.send(last, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private static String voter(NodeProcesses nodes, int id) {
        return "{\"id\":" + id + ",\"address\":\"" + nodes.address(id) + "\",\"role\":\"voter\"}";
    }

    private void write(NodeProcesses nodes) {
        while (writing.get()) {
            int number = written.get();
            try {
                HttpResponse<String> answer =
                        post(nodes, 1, "/put", "{\"key\":\"load-" + number + "\",\"value\":\"x\"}");
                if (answer.statusCode() != 200) {
                    errors.add(answer.body());
                }
                written.incrementAndGet();
            } catch (IOException e) {
                errors.add(String.valueOf(e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Only other processes know when it is so; they are asked again and again. */
    private void await(NodeProcesses nodes, int node, String path, String expected) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long begin = System.nanoTime(); System.nanoTime() - begin < LIMIT_NANOS; ) {
            try {
                HttpResponse<String> answer =
                        http.send(request(nodes, node, path).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().contains(expected)) {
                    return;
                }
                seen.add(answer.body());
            } catch (IOException e) {
                seen.add(String.valueOf(e)); // not listening yet
            }
            Thread.sleep(50);
        }
        throw new AssertionError("node " + node + " never said " + expected + " but " + seen.get(seen.size() - 1) + "\n"
                + nodes.outputs());
    }

    private HttpResponse<String> post(NodeProcesses nodes, int node, String path, String json)
            throws IOException, InterruptedException {
        return http.send(
                request(nodes, node, path)
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(NodeProcesses nodes, int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + nodes.address(node) + path))
                .timeout(Duration.ofSeconds(20));
    }
}
