package io.dengine.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Receives the samples of one node, and reconnects after a failure. Thread-safe. */
public final class NodeFeed implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 1_000;

    /** The time without a sample that counts as trouble; a node sends one per second. */
    private static final long SILENT_MILLIS = 3_500;

    /** The time without a sample after which the connection is closed. */
    private static final long DEAD_MILLIS = 10_000;

    private final URI node;
    private final Runnable changed;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    // Guarded by the lock.
    private NodeState state;
    private @Nullable InputStream open;
    private boolean closed;

    private NodeFeed(URI node, Runnable changed) {
        this.node = node;
        this.changed = changed;
        this.state = NodeState.unknown(node.toString(), System.currentTimeMillis());
    }

    /** @param changed called after each change of the state, on the feed's thread */
    public static NodeFeed start(URI node, Runnable changed) {
        NodeFeed feed = new NodeFeed(node, changed);
        Thread.ofPlatform().name("console-" + node.getAuthority()).daemon(true).start(feed::listen);
        return feed;
    }

    private void listen() {
        while (!isClosed()) {
            try {
                readLines();
                trouble("the node has ended the connection");
            } catch (IOException | IllegalArgumentException e) {
                trouble(reason(e));
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private void readLines() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/samples"))
                .timeout(CONNECT)
                .build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            if (answer.statusCode() != 200) {
                throw new AnswerException(answer.statusCode());
            }
            setOpen(body);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                NodeState heard = state().heard(line, System.currentTimeMillis());
                update(heard);
            }
        } finally {
            setOpen(null);
        }
    }

    /** Thrown when the server answers, but not with samples. */
    private static final class AnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        AnswerException(int status) {
            super("it answered with status " + status + ": there is no console at this address, or none with this"
                    + " host name");
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case ConnectException refused -> "nothing listens there";
            case HttpTimeoutException late -> "it does not answer in time";
            case IllegalArgumentException garbled -> "it sends no samples: there is no console at this address";
            case AnswerException other -> String.valueOf(other.getMessage());
            default -> "the connection broke";
        };
    }

    private void setOpen(@Nullable InputStream body) {
        lock.lock();
        try {
            open = body;
        } finally {
            lock.unlock();
        }
    }

    private void trouble(String why) {
        update(state().troubled(why));
    }

    private void update(NodeState next) {
        lock.lock();
        try {
            state = next;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS);
            while (!closed && leftNanos > 0) {
                leftNanos = news.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the current state of the node. */
    public NodeState state() {
        lock.lock();
        try {
            long silentMillis = System.currentTimeMillis() - state.heardMillis();
            if (open != null && silentMillis > SILENT_MILLIS) {
                return state.troubled("connected, but silent");
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a connection on which nothing has arrived for a long time: the node may have restarted under the same
     * address.
     */
    void endIfDead() {
        InputStream dead;
        lock.lock();
        try {
            dead = System.currentTimeMillis() - state.heardMillis() > DEAD_MILLIS ? open : null;
            open = dead == null ? open : null;
        } finally {
            lock.unlock();
        }
        end(dead);
    }

    /** Waits for the first sample or trouble, at most {@code patience}, and returns the state. */
    public NodeState await(Duration patience) throws InterruptedException {
        return awaitAfter(NodeState.unknown(node.toString(), 0), patience);
    }

    /**
     * Waits for another sample than that of {@code last}, or for trouble, at most {@code patience}, and returns the
     * state; after a timeout, the state is troubled.
     */
    public NodeState awaitAfter(NodeState last, Duration patience) throws InterruptedException {
        long leftNanos = patience.toNanos();
        lock.lock();
        try {
            while (!state.isTroubled() && state.json().equals(last.json()) && leftNanos > 0) {
                leftNanos = news.awaitNanos(leftNanos);
            }
            return leftNanos > 0 ? state : state.troubled("it does not answer in time");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        InputStream last;
        lock.lock();
        try {
            closed = true;
            last = open;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        end(last);
        client.shutdownNow();
    }

    private static void end(@Nullable InputStream body) {
        if (body != null) {
            try {
                body.close();
            } catch (IOException e) {
                // It has already ended.
            }
        }
    }
}
