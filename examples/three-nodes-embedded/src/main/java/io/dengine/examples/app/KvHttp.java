package io.dengine.examples.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.api.ReadOptions;
import io.dengine.embedded.EmbeddedEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The application's HTTP interface, and what a load balancer asks it. */
final class KvHttp {
    private static final String ITEMS = "/kv/";

    private final EmbeddedEngine engine;
    private final Client client;

    KvHttp(EmbeddedEngine engine) {
        this.engine = engine;
        this.client = engine.client();
    }

    HttpServer start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/primary", exchange -> answer(exchange, engine.isLeader() ? 200 : 503, Map.of()));
        server.createContext("/replica", exchange -> answer(exchange, engine.isLeader() ? 503 : 200, Map.of()));
        server.createContext("/kv", this::keyValue);
        server.start();
        return server;
    }

    private void keyValue(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            if (exchange.getRequestMethod().equals("POST") && path.equals("/kv")) {
                put(exchange);
            } else if (exchange.getRequestMethod().equals("GET") && path.startsWith(ITEMS)) {
                get(exchange, path.substring(ITEMS.length()));
            } else {
                answer(exchange, 404, Map.of("error", "there is POST /kv and GET /kv/KEY"));
            }
        } catch (EngineException.InvalidRequest e) {
            answer(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
        } catch (EngineException e) {
            // A load balancer may send again what was answered with 503: nothing has happened. Not so with 504.
            boolean mayHaveHappened = e.outcome() == Outcome.UNKNOWN;
            String error = mayHaveHappened ? "outcome_unknown" : "unavailable";
            answer(exchange, mayHaveHappened ? 504 : 503, Map.of("error", error, "hint", hint()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            answer(exchange, 400, Map.of("error", "the body must be {\"key\": \"...\", \"value\": \"...\"}"));
        }
    }

    /** On any node: one that does not lead passes the write to the one that does, and waits while there is none. */
    private void put(HttpExchange exchange) throws IOException {
        Map<String, String> body = Json.read(exchange.getRequestBody());
        String key = body.get("key");
        String value = body.get("value");
        if (key == null || value == null) {
            throw new IllegalArgumentException("key or value is missing");
        }
        answer(
                exchange,
                200,
                Map.of("revision", Long.toString(client.put(key, value).revision())));
    }

    /** From this node's memory. With {@code ?revision=N}, the answer of a write, the read sees at least that write. */
    private void get(HttpExchange exchange, String key) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        long seen = query != null && query.startsWith("revision=") ? Long.parseLong(query.substring(9)) : 0;
        String value = client.get(key, ReadOptions.EVENTUAL.notBefore(seen))
                .map(found -> found.valueText())
                .orElse(null);
        answer(exchange, 200, Json.fields("value", value));
    }

    private String hint() {
        return client.leaderId().isPresent()
                ? "node " + client.leaderId().getAsInt() + " leads; try again"
                : "no node leads at the moment; try again";
    }

    private static void answer(HttpExchange exchange, int status, Map<String, @Nullable String> fields)
            throws IOException {
        try (exchange) {
            byte[] body = Json.write(fields);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
