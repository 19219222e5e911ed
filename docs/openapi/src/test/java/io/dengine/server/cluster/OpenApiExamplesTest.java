package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Member;
import io.dengine.openapi.OpenApi;
import io.dengine.openapi.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the description, sent in its order to three nodes. */
@Timeout(180)
class OpenApiExamplesTest {
    private static final int OK = 200;

    @TempDir
    Path directory = Path.of("");

    private final List<NodeInProcess> nodes = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        List<Member> members = NodeInProcess.members(3);
        for (Member member : members) {
            nodes.add(new NodeInProcess(member.id(), members, directory.resolve("node" + member.id())));
        }
        long begin = System.nanoTime();
        while (send("GET", "/readyz", "").statusCode() != OK) {
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(60));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (NodeInProcess node : nodes) {
            node.close();
        }
        client.shutdownNow();
    }

    private HttpResponse<InputStream> send(String method, String target, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + nodes.get(0).address() + target))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void examples_are_answered_as_the_file_says() throws Exception {
        int sent = 0;
        for (Operation operation : OpenApi.read().operations()) {
            for (Operation.Example example : operation.examples()) {
                HttpResponse<InputStream> answer = send(operation.method(), example.target(), example.body());
                String type = answer.headers().firstValue("content-type").orElse("");
                try (InputStream in = answer.body()) {
                    String body = type.equals("text/event-stream")
                            ? firstLine(in)
                            : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    operation.assertDescribes(answer.statusCode(), type, body);
                    if (operation.tags().contains("keys")) {
                        assertThat(answer.statusCode())
                                .as("%s: %s", example, body)
                                .isEqualTo(OK);
                    }
                }
                sent++;
            }
        }
        assertThat(sent).isGreaterThan(50);
    }

    private static String firstLine(InputStream in) throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        assertThat(line).isEqualTo(": watching");
        return line;
    }
}
