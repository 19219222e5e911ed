package io.dengine.server.http;

import io.dengine.server.api.AdminRequest;
import io.dengine.server.api.KvFacade;
import java.util.List;

/** What operators ask of the cluster. */
final class AdminRoutes {
    private static final int MAX_ADDRESS_CHARS = 300;
    private static final List<String> NODE_ID = List.of("node_id");

    private final KvFacade facade;
    private final Answers answers;

    AdminRoutes(KvFacade facade, Answers answers) {
        this.facade = facade;
        this.answers = answers;
    }

    void promote(HttpExchange exchange) {
        carryOut(exchange, new AdminRequest.Promote(nodeId(Arguments.ofJson(exchange.body(), NODE_ID))));
    }

    void remove(HttpExchange exchange) {
        carryOut(exchange, new AdminRequest.Remove(nodeId(Arguments.ofJson(exchange.body(), NODE_ID))));
    }

    void join(HttpExchange exchange) {
        Arguments arguments = Arguments.ofJson(exchange.body(), List.of("node_id", "address", "read_only"));
        String address = arguments.optionalText("address");
        if (address == null || address.isEmpty() || address.length() > MAX_ADDRESS_CHARS) {
            throw new BadRequestException("'address' must be the host:port under which the node listens");
        }
        carryOut(exchange, new AdminRequest.Join(nodeId(arguments), address, !arguments.flag("read_only")));
    }

    void transferLeader(HttpExchange exchange) {
        int target = 0;
        if (!exchange.body().isEmpty()) {
            target = (int) Arguments.ofJson(exchange.body(), NODE_ID).number("node_id", 1, Integer.MAX_VALUE, 0);
        }
        carryOut(exchange, new AdminRequest.TransferLeader(target));
    }

    void snapshot(HttpExchange exchange) {
        answers.whenDone(
                facade.takeSnapshot(),
                exchange,
                meta -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("ok", true)
                        .field("index", meta.index())
                        .field("term", meta.last().term())));
    }

    private void carryOut(HttpExchange exchange, AdminRequest request) {
        answers.whenDone(
                facade.administer(request),
                exchange,
                done -> Answers.ok(new JsonText().beginObject().field("ok", true)));
    }

    private static int nodeId(Arguments arguments) {
        int id = (int) arguments.number("node_id", 1, Integer.MAX_VALUE, 0);
        if (id == 0) {
            throw new BadRequestException("'node_id' is missing");
        }
        return id;
    }
}
