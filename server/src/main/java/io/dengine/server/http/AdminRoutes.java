package io.dengine.server.http;

import io.dengine.engine.admin.AdminRequest;
import io.dengine.node.NodeOperations;
import io.dengine.transport.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes for operators. Any node accepts these requests and forwards them to the leader. */
final class AdminRoutes {
    /** Lets an operator's request depend on the members that the operator has seen. */
    private static final String EXPECTED = "expected_configuration_index";

    static final Parameters PROMOTE = Parameters.body("node_id", "node_ids", EXPECTED);
    static final Parameters REMOVE = Parameters.body("node_id", "node_ids", "force", EXPECTED);
    static final Parameters JOIN = Parameters.body("node_id", "address", "read_only", "fresh", EXPECTED);
    static final Parameters REPLACE = Parameters.body("node_id", "new_node_id", "address", EXPECTED);
    static final Parameters ADDRESS = Parameters.body("node_id", "address", EXPECTED);
    static final Parameters TRANSFER_LEADER = Parameters.optionalBody("node_id");
    static final Parameters SNAPSHOT = Parameters.optionalBody();
    static final Parameters ACCEPT_LOSS = Parameters.optionalBody();

    private final NodeOperations node;
    private final Answers answers;
    private final NodeRoutes routes;

    AdminRoutes(NodeOperations node, Answers answers, NodeRoutes routes) {
        this.node = node;
        this.answers = answers;
        this.routes = routes;
    }

    void promote(HttpExchange exchange, Arguments arguments) {
        carryOut(exchange, new AdminRequest.Promote(nodeIds(arguments), expected(arguments)));
    }

    void remove(HttpExchange exchange, Arguments arguments) {
        carryOut(exchange, new AdminRequest.Remove(nodeIds(arguments), arguments.flag("force"), expected(arguments)));
    }

    void join(HttpExchange exchange, Arguments arguments) {
        AdminRequest join = new AdminRequest.Join(
                nodeId(arguments, "node_id"),
                address(arguments),
                !arguments.flag("read_only"),
                arguments.flag("fresh"),
                expected(arguments));
        carryOut(exchange, join);
    }

    void replace(HttpExchange exchange, Arguments arguments) {
        @Nullable String address = arguments.has("address") ? address(arguments) : null;
        carryOut(
                exchange,
                new AdminRequest.Replace(
                        nodeId(arguments, "node_id"), nodeId(arguments, "new_node_id"), address, expected(arguments)));
    }

    void address(HttpExchange exchange, Arguments arguments) {
        carryOut(
                exchange, new AdminRequest.Move(nodeId(arguments, "node_id"), address(arguments), expected(arguments)));
    }

    void transferLeader(HttpExchange exchange, Arguments arguments) {
        int target = (int) arguments.number("node_id", 1, Integer.MAX_VALUE, 0);
        carryOut(exchange, new AdminRequest.TransferLeader(target));
    }

    void snapshot(HttpExchange exchange) {
        exchange.takesLong();
        answers.whenDone(
                node.takeSnapshot(),
                exchange,
                meta -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("ok", true)
                        .field("index", meta.index())
                        .field("term", meta.last().term())));
    }

    /** Applies to this node only: without a quorum there is no leader to ask. */
    void acceptLoss(HttpExchange exchange) {
        answers.whenDone(
                node.acceptLoss(),
                exchange,
                done -> Answers.ok(new JsonText()
                        .beginObject()
                        .field("ok", true)
                        .field(
                                "note",
                                "This node takes part in elections and commits again. Accept the loss on every other"
                                        + " node that tells \"recovering\": true as well, so that the one that holds"
                                        + " most is elected.")));
    }

    private void carryOut(HttpExchange exchange, AdminRequest request) {
        answers.whenDone(node.administer(request), exchange, routes::changed);
    }

    private static long expected(Arguments arguments) {
        return arguments.number(EXPECTED, 0, Long.MAX_VALUE, AdminRequest.ANY_INDEX);
    }

    private static String address(Arguments arguments) {
        String address = arguments.optionalText("address");
        try {
            return HostPort.parseDialled(address == null ? "" : address).toString();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'address' must be the host:port under which the node listens, such as"
                    + " \"10.0.0.4:9081\": " + e.getMessage());
        }
    }

    private static int nodeId(Arguments arguments, String name) {
        int id = (int) arguments.number(name, 1, Integer.MAX_VALUE, 0);
        if (id == 0) {
            throw new BadRequestException("'" + name + "' is missing");
        }
        return id;
    }

    private static List<Integer> nodeIds(Arguments arguments) {
        List<Integer> ids = arguments.numbers("node_ids", 1, Integer.MAX_VALUE);
        if (ids != null && arguments.has("node_id")) {
            throw new BadRequestException("give 'node_id' or 'node_ids', not both");
        }
        return ids != null ? ids : List.of(nodeId(arguments, "node_id"));
    }
}
