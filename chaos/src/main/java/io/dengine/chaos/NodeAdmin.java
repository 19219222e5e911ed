package io.dengine.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator asks of a node over HTTP. */
final class NodeAdmin {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(20);
    private static final long CHANGE_SECS = 60;
    private static final Duration SNAPSHOT_LIMIT = Duration.ofMinutes(10);
    private static final Pattern LOSS_EPOCH = Pattern.compile("\"loss_epoch\":(\\d+)");
    private static final Pattern MEMBER = Pattern.compile("\"id\":(\\d+),\"address\":\"[^\"]*\",\"role\":\"([^\"]*)\"");
    private static final Pattern SNAPSHOTS_TAKEN =
            Pattern.compile("(?m)^raft_snapshots_total\\{[^}]*event=\"taken\"[^}]*} (\\d+)");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final NodeProcess node;

    NodeAdmin(NodeProcess node) {
        this.node = node;
    }

    /** Whether the node waits for others to make up for what it may have lost. False while it does not answer. */
    boolean isRecovering() {
        return cluster().contains("\"recovering\":true");
    }

    /** How often the node was told of a loss, or -1 if it does not answer. */
    long lossEpoch() {
        Matcher matcher = LOSS_EPOCH.matcher(cluster());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** The members as this node knows them, with their roles; empty if it does not answer. */
    Map<Integer, String> roles() {
        return roles(cluster());
    }

    static Map<Integer, String> roles(String answer) {
        Map<Integer, String> roles = new TreeMap<>();
        int members = answer.indexOf("\"members\":");
        Matcher matcher = MEMBER.matcher(members < 0 ? "" : answer.substring(members));
        while (matcher.find()) {
            roles.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
        }
        return roles;
    }

    void acceptLoss() {
        HttpResponse<String> answer = post("/accept-loss", "");
        if (!answer.body().contains("\"ok\":true")) {
            throw new ChaosException("node " + node.id() + " does not accept the loss: " + answer.body());
        }
    }

    /** Makes a learner a voter, as soon as it has caught up. */
    void promote(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/promote", "{\"node_id\":" + nodeId + "}");
    }

    void remove(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/remove", "{\"node_id\":" + nodeId + "}");
    }

    /** The node has a new disk. */
    void replace(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/replace", "{\"node_id\":%1$d,\"new_node_id\":%1$d}".formatted(nodeId));
    }

    /** Returns the answer if it was refused, or nothing if it is done. */
    String transferLeadership(int nodeId) {
        HttpResponse<String> answer = post("/transfer-leader", "{\"node_id\":" + nodeId + "}");
        return answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body();
    }

    /** Asks again while it is said that it cannot be done now. */
    private void insist(ChaosCluster cluster, String path, String body) {
        cluster.await("node " + node.id() + " to carry out " + path + " " + body, CHANGE_SECS, () -> {
            HttpResponse<String> answer = post(path, body);
            if (answer.statusCode() == 409 || answer.statusCode() == 503) {
                return false;
            }
            expectDone(path, answer);
            return true;
        });
    }

    private void expectDone(String path, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new ChaosException(
                    "node " + node.id() + " answers " + path + " with " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Has a snapshot taken. The result is how long that took, in milliseconds. */
    CompletableFuture<Long> takeSnapshot() {
        long begin = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(uri(node.address(), "/snapshot"))
                .timeout(SNAPSHOT_LIMIT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            expectDone("/snapshot", answer);
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        });
    }

    /** How many snapshots the node has stored since it was started. */
    long snapshotsTaken() {
        Matcher matcher = SNAPSHOTS_TAKEN.matcher(get(node.metricsAddress(), "/metrics"));
        if (!matcher.find()) {
            throw new ChaosException("node " + node.id() + " does not say how many snapshots it has taken");
        }
        return Long.parseLong(matcher.group(1));
    }

    private String cluster() {
        return get(node.address(), "/cluster");
    }

    private static URI uri(String address, String path) {
        return URI.create("http://" + address + path);
    }

    /** The answer, or nothing if there is none. */
    private static String get(String address, String path) {
        try {
            return send(HttpRequest.newBuilder(uri(address, path))
                            .timeout(LIMIT)
                            .build())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return send(HttpRequest.newBuilder(uri(node.address(), path))
                    .timeout(CHANGE_LIMIT)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build());
        } catch (IOException e) {
            throw new ChaosException("node " + node.id() + " does not answer " + path + ": " + e);
        }
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }
}
