package io.dengine.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks another node, over its JSON interface, for what operators ask. Safe for use by any thread; never blocks.
 *
 * <p>A failure is told in the words of the node that was asked. Where it cannot be known whether the request had an
 * effect, the refusal is {@link Refusal#OUTCOME_UNKNOWN}.
 */
public final class AdminClient {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Longer than a node takes to answer under the standard request timeout. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

    /** Made with the first request: most nodes never send one. */
    private final AtomicReference<@Nullable HttpClient> http = new AtomicReference<>();

    /** Completes with the members in force, if the node at {@code address} leads and has done what was asked. */
    CompletableFuture<Configuration> ask(String address, AdminRequest request) {
        return post(address, path(request), body(request, true)).thenApply(AdminAnswer::configuration);
    }

    /** Asks any member, at {@code address}, to have a node admitted. */
    public CompletableFuture<AdminAnswer> askToJoin(String address, AdminRequest.Join join) {
        return post(address, path(join), body(join, false));
    }

    private HttpClient client() {
        HttpClient present = http.get();
        if (present == null) {
            HttpClient made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
            http.compareAndSet(null, made);
            present = http.get();
        }
        return present == null ? HttpClient.newHttpClient() : present;
    }

    private CompletableFuture<AdminAnswer> post(String address, String path, String body) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(ANSWER_TIMEOUT)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    refused(Refusal.BAD_REQUEST, "No node can be asked at '" + address + "'. Nothing was changed."));
        }
        return client().sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenCompose(answer -> answered(address, answer))
                .exceptionallyCompose(failure -> failed(address, failure));
    }

    private static CompletableFuture<AdminAnswer> answered(String address, HttpResponse<String> answer) {
        try {
            return answer.statusCode() == 200
                    ? CompletableFuture.completedFuture(AdminAnswer.parse(answer.body()))
                    : CompletableFuture.failedFuture(AdminAnswer.parseRefusal(answer.body()));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(refused(
                    Refusal.OUTCOME_UNKNOWN,
                    "The node at " + address + " answered with status " + answer.statusCode()
                            + " and nothing that could be understood. Look at the members before trying again."));
        }
    }

    private static CompletableFuture<AdminAnswer> failed(String address, Throwable failure) {
        Throwable cause = ErrorCode.causeOf(failure);
        if (cause instanceof RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        boolean unsent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return CompletableFuture.failedFuture(
                unsent
                        ? refused(
                                Refusal.NOT_READY,
                                "The node at " + address + " cannot be reached. Nothing was changed. Try again.")
                        : refused(
                                Refusal.OUTCOME_UNKNOWN,
                                "The connection to the node at " + address + " broke, or it took too long, after the"
                                        + " request was sent. Look at the members before trying again."));
    }

    private static RefusedException refused(Refusal refusal, String text) {
        return new RefusedException(refusal, CoreStatus.NO_LEADER, text);
    }

    private static String path(AdminRequest request) {
        return switch (request) {
            case AdminRequest.Join join -> "/join";
            case AdminRequest.Promote promote -> "/promote";
            case AdminRequest.Remove remove -> "/remove";
            case AdminRequest.Replace replace -> "/replace";
            case AdminRequest.Move move -> "/address";
            case AdminRequest.TransferLeader transfer -> "/transfer-leader";
        };
    }

    /** @param relayed whether the node that is asked must not pass the request on */
    static String body(AdminRequest request, boolean relayed) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeFields(request, json);
            if (request.expectedIndex() != AdminRequest.ANY_INDEX) {
                json.writeNumberField("expected_configuration_index", request.expectedIndex());
            }
            if (relayed) {
                json.writeBooleanField("relayed", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void writeFields(AdminRequest request, JsonGenerator json) throws IOException {
        switch (request) {
            case AdminRequest.Join join -> {
                json.writeNumberField("node_id", join.nodeId());
                json.writeStringField("address", join.address());
                json.writeBooleanField("read_only", !join.promotable());
                json.writeBooleanField("fresh", join.fresh());
            }
            case AdminRequest.Promote promote -> writeIds(promote.nodeIds(), json);
            case AdminRequest.Remove remove -> {
                writeIds(remove.nodeIds(), json);
                json.writeBooleanField("force", remove.force());
            }
            case AdminRequest.Replace replace -> {
                json.writeNumberField("node_id", replace.nodeId());
                json.writeNumberField("new_node_id", replace.newNodeId());
                if (replace.address() != null) {
                    json.writeStringField("address", replace.address());
                }
            }
            case AdminRequest.Move move -> {
                json.writeNumberField("node_id", move.nodeId());
                json.writeStringField("address", move.address());
            }
            case AdminRequest.TransferLeader transfer -> {
                if (transfer.nodeId() != 0) {
                    json.writeNumberField("node_id", transfer.nodeId());
                }
            }
        }
    }

    private static void writeIds(List<Integer> ids, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("node_ids");
        for (int id : ids) {
            json.writeNumber(id);
        }
        json.writeEndArray();
    }
}
