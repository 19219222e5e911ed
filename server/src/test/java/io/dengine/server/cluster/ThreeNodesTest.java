package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Member;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three whole nodes, spoken to over HTTP. */
@Timeout(120)
class ThreeNodesTest {
    @TempDir
    Path directory;

    private final List<NodeInProcess> nodes = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        List<Member> members = NodeInProcess.members(3);
        for (Member member : members) {
            nodes.add(new NodeInProcess(member.id(), members, directory.resolve("node" + member.id())));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (NodeInProcess node : nodes) {
            node.close();
        }
        client.shutdownNow();
    }

    @Test
    void anyNodeAnswersAndTheOthersGoOnWithoutTheLeader() throws Exception {
        for (NodeInProcess node : nodes) {
            assertThat(put(node, "key-of-" + node.id, "v").statusCode()).isEqualTo(200);
            for (NodeInProcess reader : nodes) {
                for (String policy : List.of("linearizable", "lease")) {
                    assertThat(get(reader, "/get?key=key-of-" + node.id + "&consistency=" + policy)
                                    .body())
                            .contains("\"value\":\"v\"");
                }
            }
        }
        NodeInProcess leader = leader();
        HttpResponse<Stream<String>> watch = client.send(
                request(other(leader), "/watch?prefix=key-&from_revision=1").build(),
                HttpResponse.BodyHandlers.ofLines());
        nodes.remove(leader);
        leader.close();
        assertThat(put(nodes.get(0), "key-after", "w").statusCode()).isEqualTo(200);
        assertThat(get(nodes.get(1), "/get?key=key-after&consistency=linearizable")
                        .body())
                .contains("\"value\":\"w\"");
        assertThat(get(nodes.get(1), "/scan?prefix=key-").body()).contains("key-of-1", "key-of-2", "key-of-3");
        try (Stream<String> lines = watch.body()) {
            Iterator<String> changes =
                    lines.filter(line -> line.startsWith("data: {\"key\"")).iterator();
            for (String key : List.of("key-of-1", "key-of-2", "key-of-3", "key-after")) {
                assertThat(changes.next()).startsWith("data: {\"key\":\"" + key + "\"");
            }
        }
    }

    @Test
    void withoutAQuorumWritesAndConfirmedReadsAreRefusedInTime() throws Exception {
        put(nodes.get(0), "a", "b");
        NodeInProcess survivor = leader();
        assertThat(get(survivor, "/get?key=a").body()).contains("\"value\":\"b\"");
        for (NodeInProcess node : List.copyOf(nodes)) {
            if (node.id != survivor.id) {
                nodes.remove(node);
                node.close();
            }
        }
        long beforeNanos = System.nanoTime();
        HttpResponse<String> answer = put(survivor, "a", "c");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith("{\"code\":\"");
        assertThat(System.nanoTime() - beforeNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
        assertThat(get(survivor, "/get?key=a&consistency=linearizable").statusCode())
                .isEqualTo(503);
        assertThat(get(survivor, "/get?key=a&consistency=eventual").body()).contains("\"value\":\"b\"");
    }

    @Test
    void leadershipIsHandedOverAndMembersAreRemovedOnRequest() throws Exception {
        put(nodes.get(0), "a", "b");
        NodeInProcess before = leader();
        NodeInProcess after = other(before);
        HttpResponse<String> handed = post(before, "/transfer-leader", "{\"node_id\":" + after.id + "}");
        assertThat(handed.statusCode()).as(handed.body()).isEqualTo(200);
        assertThat(put(before, "a", "c").statusCode()).isEqualTo(200);
        assertThat(leader().id).isEqualTo(after.id);

        HttpResponse<String> relayed = post(before, "/promote", "{\"node_id\":4}");
        assertThat(relayed.statusCode()).isEqualTo(400);
        assertThat(relayed.body()).as("in the leader's words").contains("Node 4 is not a member");
        assertThat(post(after, "/promote", "{\"node_id\":4}").body()).contains("Node 4 is not a member");
        assertThat(post(after, "/promote", "{\"node_id\":" + before.id + "}").body())
                .contains("is a voter already");
        for (String address : List.of("::1:20102", "host:0", "a b:1")) {
            for (String path : List.of("/join", "/address")) {
                HttpResponse<String> unreachable = post(after, path, "{\"node_id\":4,\"address\":\"" + address + "\"}");
                assertThat(unreachable.statusCode()).as(unreachable.body()).isEqualTo(400);
                assertThat(unreachable.body()).contains("'" + address + "'");
            }
        }
        HttpResponse<String> removed = post(after, "/remove", "{\"node_id\":" + before.id + "}");
        assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
        assertThat(post(after, "/remove", "{\"node_id\":" + before.id + "}").statusCode())
                .as("once more")
                .isEqualTo(200);
        assertThat(get(after, "/cluster").body()).doesNotContain("{\"id\":" + before.id + ",\"address\"");
        assertThat(put(after, "a", "d").statusCode()).isEqualTo(200);
    }

    private NodeInProcess leader() throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadlineNanos) {
            for (NodeInProcess node : nodes) {
                if (get(node, "/primary").statusCode() == 200) {
                    return node;
                }
            }
        }
        throw new AssertionError("no leader");
    }

    private NodeInProcess other(NodeInProcess than) {
        return nodes.get(0).id == than.id ? nodes.get(1) : nodes.get(0);
    }

    private HttpResponse<String> put(NodeInProcess node, String key, String value) throws Exception {
        return post(node, "/put", "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}");
    }

    private HttpResponse<String> post(NodeInProcess node, String target, String json) throws Exception {
        return client.send(
                request(node, target)
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(NodeInProcess node, String target) throws Exception {
        return client.send(request(node, target).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(NodeInProcess node, String target) {
        return HttpRequest.newBuilder(URI.create("http://" + node.address() + target))
                .timeout(Duration.ofSeconds(60));
    }
}
