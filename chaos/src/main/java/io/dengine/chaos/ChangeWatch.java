package io.dengine.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

/** A watch on a node, over HTTP, and how it ends. */
final class ChangeWatch implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Nobody writes it, so nothing but the end of a watch is ever told. */
    private static final String KEY = "watched";

    /** What became of a watch. */
    enum End {
        /** It goes on. */
        NONE,
        /** The node says that it ends, and that the client has to read anew. */
        CANCELED,
        /** The node says that it does not have the changes that were asked for. */
        COMPACTED,
        /** The connection broke, or the node refused. */
        BROKEN
    }

    private volatile End end = End.NONE;
    private volatile boolean open;
    private final Thread reader;

    private ChangeWatch(String address, String range) {
        URI uri = URI.create("http://" + address + "/watch?key=" + KEY + range);
        reader = Thread.ofVirtual().start(() -> read(HttpRequest.newBuilder(uri).build()));
    }

    /** Begins with the next change. */
    static ChangeWatch fromNow(NodeProcess node) {
        return new ChangeWatch(node.address(), "");
    }

    /** Begins with the changes of a revision. */
    static ChangeWatch from(NodeProcess node, long revision) {
        return new ChangeWatch(node.address(), "&from_revision=" + revision);
    }

    private void read(HttpRequest request) {
        try {
            HttpResponse<Stream<String>> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() == 200) {
                try (Stream<String> lines = answer.body()) {
                    lines.forEach(this::line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Told below.
        } catch (InterruptedException e) {
            return;
        }
        if (end == End.NONE) {
            end = End.BROKEN;
        }
    }

    private void line(String line) {
        switch (line) {
            case ": watching" -> open = true;
            case "event: canceled" -> end = End.CANCELED;
            case "event: compacted" -> end = End.COMPACTED;
            default -> {
                // Changes are of no interest.
            }
        }
    }

    /** Whether the node has taken it. */
    boolean isOpen() {
        return open;
    }

    /** Whether the node has taken or refused it. */
    boolean isAnswered() {
        return open || end != End.NONE;
    }

    End end() {
        return end;
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
