package io.dengine.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

/** A watch on a node over HTTP that records how it ends. */
final class ChangeWatch implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A key that no client writes, so the only event that can arrive is the end of the watch. */
    private static final String KEY = "watched";

    /** The end of a watch. */
    enum End {
        /** The watch has not ended. */
        NONE,
        /** The node canceled the watch; its history is still the same. */
        CANCELED,
        /** The node's history is another one, so the client has to read the current state again. */
        OTHER_INCARNATION,
        /** The node no longer has the changes that were requested. */
        COMPACTED,
        /** The connection broke, or the node rejected the watch. */
        BROKEN
    }

    private volatile End end = End.NONE;
    private volatile boolean open;
    private final Thread reader;

    private ChangeWatch(String address, String range) {
        URI uri = URI.create("http://" + address + "/watch?key=" + KEY + range);
        reader = Thread.ofVirtual().start(() -> read(HttpRequest.newBuilder(uri).build()));
    }

    /** Opens a watch from the next change. */
    static ChangeWatch fromNow(NodeProcess node) {
        return new ChangeWatch(node.address(), "");
    }

    /** Opens a watch from the changes of a revision. */
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
            // The caller sees a broken watch.
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
            case "event: other_incarnation" -> end = End.OTHER_INCARNATION;
            case "event: compacted" -> end = End.COMPACTED;
            default -> {
                // Other lines are ignored.
            }
        }
    }

    /** Returns whether the node has accepted the watch. */
    boolean isOpen() {
        return open;
    }

    /** Returns whether the node has accepted or rejected the watch. */
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
