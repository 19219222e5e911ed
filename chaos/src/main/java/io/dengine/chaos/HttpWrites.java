package io.dengine.chaos;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes over HTTP to all nodes, which forward them to the leader. A client stays with a node until a call fails, and
 * then uses the next node.
 */
final class HttpWrites implements Writes, AutoCloseable {
    private static final long RETRY_MILLIS = 100;
    private static final int THREADS = 2;
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");
    private static final Pattern ERROR = Pattern.compile("\"code\":\"(\\w+)\",\"message\":\"([^\"]*)");

    private final ChaosCluster cluster;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("http-writes-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();

    /** By client: the number of times that it moved to the next node. */
    private final AtomicIntegerArray moves;

    private volatile List<Integer> nodeIds;

    HttpWrites(ChaosCluster cluster, int clients) {
        this.cluster = cluster;
        this.moves = new AtomicIntegerArray(clients);
        this.nodeIds = cluster.members();
    }

    /** Spreads the clients over these nodes only. */
    void useNodes(List<Integer> newNodeIds) {
        nodeIds = List.copyOf(newNodeIds);
        for (int client = 0; client < moves.length(); client++) {
            moves.set(client, 0);
        }
    }

    @Override
    public Call begin(int client, int sequence, Listener listener) {
        List<Integer> choice = nodeIds;
        int nodeId = choice.get((client + moves.get(client)) % choice.size());
        String body = "{\"key\":\"%s\",\"value\":\"%s\"}"
                .formatted(
                        WriteLoad.key(client, sequence).toStringUtf8(),
                        WriteLoad.value(client, sequence).toStringUtf8());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + cluster.node(nodeId).address() + "/put"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpCall call = new HttpCall(nodeId, http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        var unused = call.answer.whenComplete((response, failure) -> {
            String reason = failure != null ? call.reason(failure) : reason(response);
            if (reason == null) {
                listener.acknowledged(nodeId, revision(response.body()));
            } else {
                moves.incrementAndGet(client);
                listener.failed(reason);
            }
        });
        return call;
    }

    private static @Nullable String reason(HttpResponse<String> response) {
        if (response.statusCode() == 200) {
            return null;
        }
        Matcher error = ERROR.matcher(response.body());
        return response.statusCode() + " " + (error.find() ? error.group(1) + ": " + error.group(2) : response.body());
    }

    private static long revision(String body) {
        Matcher revision = REVISION.matcher(body);
        return revision.find() ? Long.parseLong(revision.group(1)) : 0;
    }

    @Override
    public boolean needLeader() {
        return false;
    }

    @Override
    public long retryMillis() {
        return RETRY_MILLIS;
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    private static final class HttpCall implements Call {
        private final int nodeId;
        private final CompletableFuture<HttpResponse<String>> answer;
        private volatile @Nullable String canceledBecause;

        HttpCall(int nodeId, CompletableFuture<HttpResponse<String>> answer) {
            this.nodeId = nodeId;
            this.answer = answer;
        }

        @Override
        public int nodeId() {
            return nodeId;
        }

        @Override
        public void cancel(String reason) {
            canceledBecause = reason;
            answer.cancel(true);
        }

        String reason(Throwable failure) {
            String canceled = canceledBecause;
            if (canceled != null) {
                return canceled;
            }
            Throwable cause = failure;
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = cause.getMessage();
            return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        }
    }
}
