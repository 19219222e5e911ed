package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.call.CallTarget;
import io.dengine.node.NodeOperations;
import io.dengine.server.access.AdminAccess;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The JSON interface: finds the route of a request and calls it.
 *
 * <p>A new path is one line in the constructor.
 */
public final class JsonGateway implements HttpHandler {
    private static final int MAX_SHOWN_BYTES = 200;

    private final Map<String, Endpoint> endpoints = new TreeMap<>();
    private final Answers answers;
    private final HostNames hosts;
    private final AdminAccess access;

    /**
     * @param target answers the calls of clients
     * @param operations answers what concerns the node and its cluster
     */
    public JsonGateway(CallTarget target, NodeOperations operations, GatewayConfig config) {
        answers = new Answers(operations);
        hosts = new HostNames(config.allowedHosts(), operations);
        access = config.admin();
        KeyValueRoutes keys = new KeyValueRoutes(target, config, answers);
        add("/put", KeyValueRoutes.PUT, keys::put, "POST", "PUT");
        add("/get", KeyValueRoutes.GET, keys::get, "GET", "HEAD", "POST");
        add("/delete", KeyValueRoutes.DELETE, keys::delete, "POST", "DELETE");
        add("/cas", KeyValueRoutes.CAS, keys::compareAndSwap, "POST");
        add("/scan", KeyValueRoutes.SCAN, keys::scan, "GET", "HEAD", "POST");
        add("/watch", WatchRoute.PARAMETERS, new WatchRoute(target, config, answers), "GET", "POST");
        NodeRoutes node = new NodeRoutes(target, operations, config);
        add("/cluster", node::cluster, "GET", "HEAD");
        probe("/health", node::health, "GET", "HEAD", "OPTIONS");
        probe("/livez", node::alive, "GET", "HEAD", "OPTIONS");
        probe("/readyz", node::ready, "GET", "HEAD", "OPTIONS");
        probe("/primary", node::primary, "GET", "HEAD", "OPTIONS");
        probe("/replica", node::replica, "GET", "HEAD", "OPTIONS");
        add("/version", node::version, "GET", "HEAD");
        AdminRoutes admin = new AdminRoutes(operations, answers, node);
        operators("/promote", AdminRoutes.PROMOTE, admin::promote, "POST");
        operators("/join", AdminRoutes.JOIN, admin::join, "POST");
        operators("/remove", AdminRoutes.REMOVE, admin::remove, "POST");
        operators("/replace", AdminRoutes.REPLACE, admin::replace, "POST");
        operators("/address", AdminRoutes.ADDRESS, admin::address, "POST");
        operators("/transfer-leader", AdminRoutes.TRANSFER_LEADER, admin::transferLeader, "POST");
        operators("/snapshot", AdminRoutes.SNAPSHOT, (exchange, none) -> admin.snapshot(exchange), "POST");
        operators("/accept-loss", AdminRoutes.ACCEPT_LOSS, (exchange, none) -> admin.acceptLoss(exchange), "POST");
        BackupRoute backup = new BackupRoute(operations, answers);
        operators("/backup", Parameters.NONE, (exchange, none) -> backup.send(exchange), "GET");
    }

    private void operators(String path, Parameters parameters, Route route, String method) {
        endpoints.put(path, new Endpoint(path, List.of(method), true, parameters, route));
    }

    private void add(String path, Parameters parameters, Route route, String... methods) {
        endpoints.put(path, new Endpoint(path, List.of(methods), false, parameters, route));
    }

    private void add(String path, Consumer<HttpExchange> route, String... methods) {
        add(path, Parameters.NONE, (exchange, none) -> route.accept(exchange), methods);
    }

    private void probe(String path, Consumer<HttpExchange> route, String... methods) {
        add(path, Parameters.OF_A_PROBE, (exchange, none) -> route.accept(exchange), methods);
    }

    /** Returns all paths that are served. */
    Collection<Endpoint> endpoints() {
        return endpoints.values();
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpReply foreign = hosts.objection(exchange);
        if (foreign != null) {
            exchange.reply(foreign);
            return;
        }
        Endpoint endpoint = endpoints.get(exchange.path());
        if (endpoint == null) {
            exchange.reply(
                    JsonError.reply(404, "INVALID_REQUEST", "no such path; the paths are " + endpoints.keySet()));
            return;
        }
        if (!endpoint.methods().contains(exchange.method())) {
            HttpReply error = JsonError.reply(
                    405, "INVALID_REQUEST", exchange.path() + " takes " + String.join(", ", endpoint.methods()));
            exchange.reply(new HttpReply(405, HttpReply.JSON, error.body(), String.join(", ", endpoint.methods())));
            return;
        }
        String objection = endpoint.admin() ? access.objection(nameOf(exchange), callerOf(exchange)) : null;
        if (objection != null) {
            exchange.reply(JsonError.reply(403, "INVALID_REQUEST", objection));
            return;
        }
        try {
            endpoint.route().handle(exchange, Arguments.of(exchange, endpoint.parameters()));
        } catch (RuntimeException e) {
            exchange.reply(answers.failed(e));
        }
    }

    /** Returns a description of a request for a log line. */
    private static String nameOf(HttpExchange exchange) {
        Bytes body = exchange.body();
        String text = body.slice(0, Math.min(body.length(), MAX_SHOWN_BYTES)).toUtf8();
        StringBuilder name = new StringBuilder(exchange.method() + " " + exchange.path());
        if (!text.isEmpty()) {
            name.append(' ');
            text.chars().forEach(c -> name.append(c >= ' ' && c < 0x7F ? (char) c : '?'));
        }
        return name.toString();
    }

    private static AdminAccess.Caller callerOf(HttpExchange exchange) {
        boolean passedOn = AdminAccess.PASSED_ON.stream().anyMatch(name -> exchange.header(name) != null);
        return new AdminAccess.Caller(exchange.remoteAddress(), passedOn, exchange.header("Authorization"));
    }
}
