package io.dengine.server.rehearsal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of HTTP and JSON. */
public final class HttpCaller {
    private static final List<String> READS = List.of("linearizable", "lease", "eventual");

    private final HttpClient client;
    private final List<URI> nodes;
    private final Calls calls;

    public HttpCaller(HttpClient client, List<URI> nodes, Calls calls) {
        this.client = client;
        this.nodes = nodes;
        this.calls = calls;
    }

    /** Starts the next call and returns at once. */
    public void next() {
        long number = calls.take();
        if (number < 0) {
            return;
        }
        CompletableFuture<?> unused = client.sendAsync(request(number), HttpResponse.BodyHandlers.discarding())
                .handleAsync((answer, failure) -> {
                    next();
                    return answer;
                });
    }

    private HttpRequest request(long number) {
        URI node = nodes.get((int) (number % nodes.size()));
        String key = "key-" + number % 20_000;
        if (number % 2 == 0) {
            String query = "/get?key=" + key + "&consistency=" + READS.get((int) (number / 2 % READS.size()));
            return HttpRequest.newBuilder(node.resolve(query)).build();
        }
        return HttpRequest.newBuilder(node.resolve("/put"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + key + "\",\"value\":\"value\"}"))
                .build();
    }
}
