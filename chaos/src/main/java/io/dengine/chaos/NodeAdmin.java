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

/** Sends operators' requests to a node over HTTP. */
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

    /**
     * Returns whether the node is recovering, which means that it may lack acknowledged writes; false if it does not
     * answer.
     */
    boolean isRecovering() {
        return cluster().contains("\"recovering\":true");
    }

    /** Returns the loss epoch of the node, or -1 if it does not answer. */
    long lossEpoch() {
        Matcher matcher = LOSS_EPOCH.matcher(cluster());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Returns the members and their roles according to this node; empty if it does not answer. */
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
            throw new ChaosException("node " + node.id() + " did not accept the loss: " + answer.body());
        }
    }

    /** Promotes a learner to a voter, as soon as it has caught up. */
    void promote(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/promote", "{\"node_id\":" + nodeId + "}");
    }

    void remove(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/remove", "{\"node_id\":" + nodeId + "}");
    }

    /** Declares that the node has a new disk. */
    void replace(ChaosCluster cluster, int nodeId) {
        insist(cluster, "/replace", "{\"node_id\":%1$d,\"new_node_id\":%1$d}".formatted(nodeId));
    }

    /** Transfers leadership. Returns an empty string on success, otherwise the reason for the rejection. */
    String transferLeadership(int nodeId) {
        HttpResponse<String> answer = post("/transfer-leader", "{\"node_id\":" + nodeId + "}");
        return answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body();
    }

    /** Repeats a request while the node answers that it is not possible at the moment. */
    private void insist(ChaosCluster cluster, String path, String body) {
        cluster.await("node " + node.id() + " to execute " + path + " " + body, CHANGE_SECS, () -> {
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

    /** Requests a snapshot. The future completes with its duration in milliseconds. */
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

    /** Returns the number of snapshots that the node has stored since its start. */
    long snapshotsTaken() {
        Matcher matcher = SNAPSHOTS_TAKEN.matcher(get(node.metricsAddress(), "/metrics"));
        if (!matcher.find()) {
            throw new ChaosException("node " + node.id() + " does not report its number of snapshots");
        }
        return Long.parseLong(matcher.group(1));
    }

    private String cluster() {
        return get(node.address(), "/cluster");
    }

    private static URI uri(String address, String path) {
        return URI.create("http://" + address + path);
    }

    /** Returns the answer, or an empty string if there is none. */
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
