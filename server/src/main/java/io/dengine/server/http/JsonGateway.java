package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.call.CallTarget;
import io.dengine.node.NodeOperations;
import io.dengine.server.access.AdminAccess;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON interface: finds the route of a request and calls it.
 *
 * <p>A new path is one line in the constructor.
 */
public final class JsonGateway implements HttpHandler {
    /**
     * A path's methods and its route.
     *
     * @param admin whether only operators may call it
     */
    private record Entry(List<String> methods, boolean admin, Route route) {}

    private static final int MAX_SHOWN_BYTES = 200;

    private final Map<String, Entry> routes = new TreeMap<>();
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
        add("/put", keys::put, "POST", "PUT");
        add("/get", keys::get, "GET", "HEAD", "POST");
        add("/delete", keys::delete, "POST", "DELETE");
        add("/cas", keys::compareAndSwap, "POST");
        add("/scan", keys::scan, "GET", "HEAD", "POST");
        add("/watch", new WatchRoute(target, config, answers), "GET", "POST");
        NodeRoutes node = new NodeRoutes(target, operations, config);
        add("/cluster", node::cluster, "GET", "HEAD");
        add("/health", node::health, "GET", "HEAD", "OPTIONS");
        add("/livez", node::alive, "GET", "HEAD", "OPTIONS");
        add("/readyz", node::ready, "GET", "HEAD", "OPTIONS");
        add("/primary", node::primary, "GET", "HEAD", "OPTIONS");
        add("/replica", node::replica, "GET", "HEAD", "OPTIONS");
        add("/version", node::version, "GET", "HEAD");
        AdminRoutes admin = new AdminRoutes(operations, answers, node);
        operators("/promote", admin::promote, "POST");
        operators("/join", admin::join, "POST");
        operators("/remove", admin::remove, "POST");
        operators("/replace", admin::replace, "POST");
        operators("/address", admin::address, "POST");
        operators("/transfer-leader", admin::transferLeader, "POST");
        operators("/snapshot", admin::snapshot, "POST");
        operators("/accept-loss", admin::acceptLoss, "POST");
        operators("/backup", new BackupRoute(operations, answers)::send, "GET");
    }

    private void operators(String path, Route route, String method) {
        routes.put(path, new Entry(List.of(method), true, route));
    }

    private void add(String path, Route route, String... methods) {
        routes.put(path, new Entry(List.of(methods), false, route));
    }

    @Override
    public void handle(HttpExchange exchange) {
        HttpReply foreign = hosts.objection(exchange);
        if (foreign != null) {
            exchange.reply(foreign);
            return;
        }
        Entry entry = routes.get(exchange.path());
        if (entry == null) {
            exchange.reply(JsonError.reply(404, "INVALID_REQUEST", "no such path; the paths are " + routes.keySet()));
            return;
        }
        if (!entry.methods().contains(exchange.method())) {
            HttpReply error = JsonError.reply(
                    405, "INVALID_REQUEST", exchange.path() + " takes " + String.join(", ", entry.methods()));
            exchange.reply(new HttpReply(405, HttpReply.JSON, error.body(), String.join(", ", entry.methods())));
            return;
        }
        String objection = entry.admin() ? access.objection(nameOf(exchange), callerOf(exchange)) : null;
        if (objection != null) {
            exchange.reply(JsonError.reply(403, "INVALID_REQUEST", objection));
            return;
        }
        try {
            entry.route().handle(exchange);
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
