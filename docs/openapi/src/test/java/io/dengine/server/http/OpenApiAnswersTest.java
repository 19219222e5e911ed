package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.WatchBatch;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchItem;
import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.Room;
import io.dengine.node.NodeState;
import io.dengine.openapi.OpenApi;
import io.dengine.openapi.Operation;
import io.dengine.server.access.AdminAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A node that fails, that is in another state, or that streams, answers as the description says. */
@Timeout(120)
class OpenApiAnswersTest extends GatewayFixture {
    private void assertExamplesAreAnswered(Operation operation) throws IOException {
        for (Operation.Example example : operation.examples()) {
            assertDescribed(operation, Answered.send(server, operation.method(), example.target(), "", example.body()));
        }
    }

    private static void assertDescribed(Operation operation, Answered answer) {
        operation.assertDescribes(answer.status(), answer.contentType(), answer.body());
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void failures_have_the_status_and_the_form_of_the_file(Refusal refusal) throws IOException {
        server.fake.failWith(new RefusedException(refusal, 2, "the reason"));
        for (Operation operation : file.operations()) {
            if (canFail(operation, refusal)) {
                assertExamplesAreAnswered(operation);
            }
        }
    }

    private static boolean canFail(Operation operation, Refusal refusal) {
        return switch (refusal) {
            case CHANGE_IN_FLIGHT, UNSAFE_CHANGE -> operation.isForOperators();
            case NO_SPACE -> !List.of("/get", "/scan", "/watch").contains(operation.path());
            default -> true;
        };
    }

    @Test
    void a_bug_has_the_status_and_the_form_of_the_file() throws IOException {
        server.fake.failWith(new IllegalStateException("a bug"));
        for (Operation operation : file.operations()) {
            assertExamplesAreAnswered(operation);
        }
    }

    @Test
    void requests_of_operators_are_refused_as_the_file_says() throws Exception {
        try (GatewayServer closed =
                new GatewayServer(new AdminAccess(AdminAccess.Mode.OFF, null, AdminAccess.Listener.NONE))) {
            for (Operation operation : file.operations()) {
                if (operation.isForOperators()) {
                    Answered answer = Answered.send(closed, operation.method(), operation.path(), "", "{}");
                    assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
                    assertDescribed(operation, answer);
                }
            }
        }
    }

    @Test
    void nodes_in_every_state_report_it_as_the_file_says() throws IOException {
        for (CoreStatus.RoleName role : CoreStatus.RoleName.values()) {
            for (int leader : new int[] {CoreStatus.NO_LEADER, 1, 2, 3}) {
                for (Room.Level level : Room.Level.values()) {
                    CoreStatus status = new CoreStatus(role, 4, leader, role == CoreStatus.RoleName.LEADER);
                    server.fake.tell(new NodeState(1, status, 1, 1, 1).with(new Room(level, 5 << 20, 6 << 20)));
                    for (Operation operation : file.operations()) {
                        if (operation.tags().contains("node")) {
                            assertExamplesAreAnswered(operation);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 GET /nothing HTTP/1.1|Host: x",
                "405 BREW /get HTTP/1.1|Host: x",
                "414 GET /get?key=LONG HTTP/1.1|Host: x",
                "417 POST /put HTTP/1.1|Host: x|Expect: tea",
                "431 GET /get?key=a HTTP/1.1|Host: x|X: LONG",
                "400 GET /get?key=a HTTP/1.1",
                "400 GET /get?key=a HTTP/1.1|Host: x|Host: y",
                "403 GET /get?key=a HTTP/1.1|Host: x|Origin: http://example.org",
                "413 POST /put HTTP/1.1|Host: x|Content-Length: 9999999",
                "421 GET /get?key=a HTTP/1.1|Host: example.org"
            })
    void requests_that_reach_no_operation_are_answered_as_the_file_says(String request) throws IOException {
        String text = request.substring(4).replace("|", "\r\n").replace("LONG", "y".repeat(6000));
        Answered answer = Answered.send(server, text + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(Integer.parseInt(request.substring(0, 3)));
        for (Operation operation : file.operations()) {
            if (!operation.method().equals("HEAD")) {
                assertDescribed(operation, answer);
            }
        }
    }

    @Test
    void events_are_those_of_the_file() throws IOException {
        Set<String> seen = new TreeSet<>();
        try (Socket socket = server.connect()) {
            BufferedReader in = watch(socket, "/watch?prefix=&prev_value=true");
            server.post("/put", "{\"key\":\"a\",\"value\":\"1\"}");
            assertEvent(in, seen);
            server.post("/put", "{\"key\":\"a\",\"value_base64\":\"//8=\"}");
            assertEvent(in, seen);
            server.post("/put", "{\"key\":\"a\",\"value\":\"\"}");
            assertEvent(in, seen);
            server.post("/delete", "{\"key\":\"a\"}");
            assertEvent(in, seen);
            server.fake.put(Bytes.wrap(new byte[] {(byte) 0xFF}), Bytes.EMPTY);
            assertEvent(in, seen);
            server.fake.publish(new WatchItem.Changes(new WatchBatch(9, List.of())));
            assertEvent(in, seen);
        }
        for (WatchItem.End end : WatchItem.End.values()) {
            try (Socket socket = server.connect()) {
                BufferedReader in = watch(socket, "/watch?key=a");
                server.fake.publish(new WatchItem.Ended(end, 12, "the reason"));
                assertEvent(in, seen);
            }
        }
        assertThat(seen).isEqualTo(new TreeSet<>(events().propertyNames()));
    }

    private JsonNode events() {
        return file.root().at("/paths/~1watch/get/responses/200/content/text~1event-stream/x-events");
    }

    private static BufferedReader watch(Socket socket, String target) throws IOException {
        socket.getOutputStream().write(GatewayServer.bytes("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
        BufferedReader in = GatewayServer.reader(socket);
        GatewayServer.lineStartingWith(in, ": watching");
        return in;
    }

    private void assertEvent(BufferedReader in, Set<String> seen) throws IOException {
        String name = GatewayServer.lineStartingWith(in, "event: ").substring("event: ".length());
        String data = GatewayServer.lineStartingWith(in, "data: ").substring("data: ".length());
        assertThat(events().has(name)).as(name).isTrue();
        assertThat(file.violations(events().get(name), OpenApi.json(data)))
                .as("%s: %s", name, data)
                .isEmpty();
        seen.add(name);
    }
}
