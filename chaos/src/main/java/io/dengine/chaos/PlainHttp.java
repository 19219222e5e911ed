package io.dengine.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends single requests to one node, as a user does with curl. */
final class PlainHttp {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final NodeProcess node;

    /**
     * The answer to a request.
     *
     * @param status 0 if there was no answer
     */
    record Answer(int status, String body, long millis) {}

    PlainHttp(NodeProcess node) {
        this.node = node;
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** Reads a key from the node's own store, without confirmation by other nodes. */
    Answer eventual(String key) {
        return get("/get?consistency=eventual&key=" + key);
    }

    Answer put(String key, String value) {
        return post("/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(key, value));
    }

    Answer post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + node.address() + path))
                .timeout(LIMIT);
    }

    private static Answer send(HttpRequest request) {
        long begin = System.nanoTime();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), millisSince(begin));
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage()), millisSince(begin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
