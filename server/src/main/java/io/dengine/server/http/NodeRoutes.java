package io.dengine.server.http;

import io.dengine.api.ReadOptions;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.Room;
import io.dengine.kv.store.Incarnations;
import io.dengine.node.NodeOperations;
import io.dengine.node.NodeState;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The routes that report the state of the node. Answered from memory at once, except {@code /readyz}. */
final class NodeRoutes {
    /** The time limit for a readiness probe; the node is reported as not ready then. */
    private static final long READY_MILLIS = 1_000;

    private final CallTarget target;
    private final NodeOperations node;
    private final GatewayConfig config;

    NodeRoutes(CallTarget target, NodeOperations node, GatewayConfig config) {
        this.target = target;
        this.node = node;
        this.config = config;
    }

    void cluster(HttpExchange exchange) {
        exchange.reply(Answers.ok(members(state(node.state()), node.configuration())));
    }

    /** Returns the answer to an operator's request: the members after it. */
    HttpReply changed(Configuration members) {
        return Answers.ok(members(state(node.state()).field("ok", true), members));
    }

    private JsonText members(JsonText json, Configuration members) {
        json.field("cluster_id", node.clusterId().toString())
                .field("configuration_index", members.index())
                .beginArray("members");
        for (Member member : members.members()) {
            json.beginObject()
                    .field("id", member.id())
                    .field("address", member.address())
                    .field("role", lowerCase(member.role()))
                    .end();
        }
        return json.end();
    }

    /** Reports whether this node knows a leader and has enough disk space. */
    void health(HttpExchange exchange) {
        NodeState state = node.state();
        boolean healthy = state.status().leaderId() != CoreStatus.NO_LEADER;
        if (healthy && !state.room().isAmple()) {
            exchange.reply(outOfRoom(state));
        } else {
            exchange.reply(answer(healthy, state(state).field("status", healthy ? "ok" : "no leader is known")));
        }
    }

    /** Reports that the process answers at all. */
    void alive(HttpExchange exchange) {
        exchange.reply(answer(true, new JsonText().beginObject().field("status", "alive")));
    }

    /**
     * Returns the reply of a node that refuses some requests, or soon will, until an operator makes room on its disk.
     */
    private HttpReply outOfRoom(NodeState state) {
        String status = "the disk of this node is nearly full: " + state.room().inWords();
        return HttpReply.json(
                ErrorCode.DISK_FULL.httpStatus(),
                state(state).field("status", status).end().toBytes());
    }

    /** Reports whether requests sent here can be answered: a quorum confirms a read of no keys. */
    void ready(HttpExchange exchange) {
        NodeState state = node.state();
        if (state.refusesForRoom()) {
            exchange.reply(outOfRoom(state));
            return;
        }
        boolean leaderKnown = state.status().leaderId() != CoreStatus.NO_LEADER;
        if (!leaderKnown || state.leads() && !state.status().ready()) {
            exchange.reply(answer(false, state(state).field("status", "not ready")));
            return;
        }
        var unused = target.call(new Call.ReadKeys(List.of(), ReadOptions.LINEARIZABLE))
                .orTimeout(READY_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((read, late) -> {
                    boolean ready = read instanceof Answer.Found;
                    exchange.reply(answer(ready, state(node.state()).field("status", ready ? "ready" : "not ready")));
                });
    }

    void primary(HttpExchange exchange) {
        NodeState state = node.state();
        exchange.reply(state.refusesForRoom() ? outOfRoom(state) : answer(leads(state), state(state)));
    }

    void replica(HttpExchange exchange) {
        NodeState state = node.state();
        exchange.reply(answer(!leads(state), state(state)));
    }

    void version(HttpExchange exchange) {
        exchange.reply(Answers.ok(new JsonText()
                .beginObject()
                .field("version", config.version())
                .field("java", Runtime.version().toString())));
    }

    private static boolean leads(NodeState state) {
        return state.leads() && state.status().ready();
    }

    private static HttpReply answer(boolean good, JsonText json) {
        return HttpReply.json(good ? 200 : 503, json.end().toBytes());
    }

    private JsonText state(NodeState state) {
        CoreStatus status = state.status();
        JsonText json = new JsonText()
                .beginObject()
                .field("node_id", state.nodeId())
                .field("role", lowerCase(status.role()))
                .field("term", status.term())
                .field("commit_index", state.commitIndex())
                .field("applied_index", state.appliedIndex())
                .field("revision", state.revision())
                .field("recovering", state.recovering())
                .field("incarnation", Incarnations.text(state.incarnation()))
                .field("loss_epoch", state.lossEpoch());
        Room room = state.room();
        if (room.freeBytes() >= 0) {
            json.beginObject("disk")
                    .field("free_bytes", room.freeBytes())
                    .field("reserve_bytes", room.reserveBytes())
                    .field("nearly_full", !room.isAmple())
                    .end();
        }
        if (status.leaderId() != CoreStatus.NO_LEADER) {
            json.beginObject("leader").field("id", status.leaderId());
            String address = node.addressOf(status.leaderId());
            if (address != null) {
                json.field("address", address);
            }
            json.end();
        }
        return json;
    }

    private static String lowerCase(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
