package io.dengine.bench.curves;

import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.cluster.EngineCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Restarts of one node. */
final class Restarts implements AutoCloseable {
    private static final long READY_SECS = 300;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final Duration SNAPSHOT_LIMIT = Duration.ofSeconds(300);

    private final EngineCluster cluster;
    private final int node;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param node the index of the node, from 0 */
    Restarts(EngineCluster cluster, int node) {
        this.cluster = cluster;
        this.node = node;
    }

    /** Stops the node, starts it again, and returns the time from its start until it serves, in seconds. */
    double restartSeconds() throws IOException, BenchException {
        cluster.stop(node);
        long begin = System.nanoTime();
        cluster.startAgain(node);
        while (!isReady()) {
            cluster.checkRunning();
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(READY_SECS)) {
                throw new BenchException("a restarted node does not serve after " + READY_SECS + " s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Has the node take a snapshot, and waits until it is stored. */
    void takeSnapshot() throws IOException, BenchException {
        HttpRequest request = HttpRequest.newBuilder(uri("/snapshot"))
                .timeout(SNAPSHOT_LIMIT)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != 200) {
            throw new BenchException("a node took no snapshot: " + answer.body());
        }
    }

    private boolean isReady() throws BenchException {
        try {
            HttpRequest probe =
                    HttpRequest.newBuilder(uri("/readyz")).timeout(PROBE_LIMIT).build();
            return send(probe).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, BenchException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    private URI uri(String path) {
        Endpoint endpoint = cluster.endpoints().get(node);
        return URI.create("http://" + endpoint + path);
    }

    @Override
    public void close() {
        http.close();
    }
}
