package io.dengine.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator asks of a node over HTTP. */
final class NodeAdmin {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Pattern LOSS_EPOCH = Pattern.compile("\"loss_epoch\":(\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final NodeProcess node;

    NodeAdmin(NodeProcess node) {
        this.node = node;
    }

    /** Whether the node waits for others to make up for what it may have lost. False while it does not answer. */
    boolean isRecovering() {
        return ask("GET", "/cluster").contains("\"recovering\":true");
    }

    boolean answers() {
        return ask("GET", "/cluster").contains("\"recovering\":");
    }

    /** How often the node was told of a loss, or -1 if it does not answer. */
    long lossEpoch() {
        Matcher matcher = LOSS_EPOCH.matcher(ask("GET", "/cluster"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    void acceptLoss() {
        String answer = ask("POST", "/accept-loss");
        if (!answer.contains("\"ok\":true")) {
            throw new ChaosException("node " + node.id() + " does not accept the loss: " + answer);
        }
    }

    private String ask(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }
}
