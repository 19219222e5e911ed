package io.dengine.server.http;

import io.dengine.server.api.KvFacade;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON interface: finds the route of a request and has it answered.
 *
 * <p>A new path is one line in the constructor or one in the table of a group of routes.
 */
public final class JsonGateway implements HttpHandler {
    /** A path, the methods it takes, and who answers. */
    private record Entry(List<String> methods, Route route) {}

    private final Map<String, Entry> routes = new TreeMap<>();
    private final Answers answers;

    public JsonGateway(KvFacade facade, GatewayConfig config) {
        answers = new Answers(facade);
        KeyValueRoutes keys = new KeyValueRoutes(facade, config, answers);
        add("/put", keys::put, "POST", "PUT");
        add("/get", keys::get, "GET", "HEAD", "POST");
        add("/delete", keys::delete, "POST", "DELETE");
        add("/cas", keys::compareAndSwap, "POST");
        add("/scan", keys::scan, "GET", "HEAD", "POST");
        add("/watch", new WatchRoute(facade, config), "GET", "POST");
        NodeRoutes node = new NodeRoutes(facade, config);
        add("/cluster", node::cluster, "GET", "HEAD");
        add("/health", node::health, "GET", "HEAD", "OPTIONS");
        add("/livez", node::alive, "GET", "HEAD", "OPTIONS");
        add("/readyz", node::ready, "GET", "HEAD", "OPTIONS");
        add("/primary", node::primary, "GET", "HEAD", "OPTIONS");
        add("/replica", node::replica, "GET", "HEAD", "OPTIONS");
        add("/version", node::version, "GET", "HEAD");
        AdminRoutes admin = new AdminRoutes(facade, answers, node);
        add("/promote", admin::promote, "POST");
        add("/join", admin::join, "POST");
        add("/remove", admin::remove, "POST");
        add("/replace", admin::replace, "POST");
        add("/address", admin::address, "POST");
        add("/transfer-leader", admin::transferLeader, "POST");
        add("/snapshot", admin::snapshot, "POST");
        add("/accept-loss", admin::acceptLoss, "POST");
        add("/backup", new BackupRoute(facade, answers)::send, "GET");
    }

    private void add(String path, Route route, String... methods) {
        routes.put(path, new Entry(List.of(methods), route));
    }

    @Override
    public void handle(HttpExchange exchange) {
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
        try {
            entry.route().handle(exchange);
        } catch (RuntimeException e) {
            exchange.reply(answers.failed(e));
        }
    }
}
