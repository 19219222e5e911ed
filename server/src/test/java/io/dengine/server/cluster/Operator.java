package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who looks after a cluster while a program uses it: by signals, and over HTTP. */
final class Operator implements ForeignProgram.Answers {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(45);
    private static final Pattern WISH = Pattern.compile("([a-z ]+) node ([0-9]+)");
    private static final Pattern LEADER = Pattern.compile("\"leader\":\\{\"id\":([0-9]+)");

    private final NodeProcesses nodes;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    Operator(NodeProcesses nodes) {
        this.nodes = nodes;
    }

    /** Returns once all running nodes agree on a leader, which is not {@code than}; 0 stands for no node. */
    int awaitLeaderOther(int than) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            List<Integer> leaders =
                    nodes.running().stream().map(this::leaderOf).distinct().toList();
            if (leaders.size() == 1 && leaders.get(0) != 0 && leaders.get(0) != than) {
                return leaders.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the nodes do not agree on a leader\n" + nodes.outputs());
    }

    /**
     * Returns once each running node has met the first leader: one that missed the cluster's beginning cannot make up
     * for another's death before.
     */
    void awaitComplete() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            if (nodes.running().stream()
                    .allMatch(node -> answer(node, "/cluster").contains("\"recovering\":false"))) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("a node was never brought up to date\n" + nodes.outputs());
    }

    /** The leader that a node names, or 0 where it is not ready to serve. */
    private int leaderOf(int node) {
        Matcher leader = LEADER.matcher(answer(node, "/readyz"));
        return leader.find() ? Integer.parseInt(leader.group(1)) : 0;
    }

    /** What a node says; nothing where it does not, or says no. */
    private String answer(int node, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri(node, path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return ""; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void carryOut(String wish) throws IOException, InterruptedException {
        Matcher parts = WISH.matcher(wish);
        assertThat(parts.matches()).as(wish).isTrue();
        int node = Integer.parseInt(parts.group(2));
        int other =
                nodes.running().stream().filter(id -> id != node).findFirst().orElseThrow();
        switch (parts.group(1)) {
            case "transfer the leadership of" -> {
                post(node, "/transfer-leader", other);
                awaitLeaderOther(node);
            }
            case "kill" -> nodes.kill(node);
            case "remove" -> post(other, "/remove", node);
            default -> throw new AssertionError("nobody can do that: " + wish);
        }
    }

    private void post(int node, String path, int subject) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(node, path))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"node_id\":" + subject + "}"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private URI uri(int node, String path) {
        return URI.create("http://" + nodes.address(node) + path);
    }
}
