package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A route reads the arguments that its parameters name, and a client that sends anything else hears of it. */
@Timeout(60)
class ParametersTest {
    private static final List<String> WITHOUT_ARGUMENTS = List.of("/cluster", "/version", "/backup");
    private static final List<String> PROBES = List.of("/health", "/livez", "/readyz", "/primary", "/replica");

    private GatewayServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new GatewayServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_route_without_arguments_refuses_them() throws IOException {
        for (String path : WITHOUT_ARGUMENTS) {
            for (GatewayServer.Answer answer : List.of(
                    server.get(path + "?node_id=2"), server.get(path + "?x"), server.request("GET", path, "{}"))) {
                assertThat(answer.status()).as(path).isEqualTo(400);
                assertThat(answer.body()).contains(path + " takes no arguments");
            }
        }
        assertThat(server.get("/version?").status()).as("an empty query").isEqualTo(200);
    }

    @Test
    void a_probe_is_answered_whatever_a_load_balancer_adds_to_it() throws IOException {
        for (String path : PROBES) {
            int plain = server.get(path).status();
            for (GatewayServer.Answer answer : List.of(
                    server.get(path + "?verbose"), server.get(path + "?t=1&t=2"), server.request("GET", path, "{}"))) {
                assertThat(answer.status()).as(path).isEqualTo(plain).isNotEqualTo(400);
            }
        }
    }

    @Test
    void a_number_in_a_query_has_decimal_digits_only() throws IOException {
        server.fake.put(Bytes.utf8("a"), Bytes.utf8("v"));
        assertThat(server.get("/scan?prefix=a&limit=1").status()).isEqualTo(200);
        for (String number :
                List.of("%2B1", "+1", "1+", "%D9%A1", "1.0", "1e1", "0x1", "", "-", "-0", "99999999999999999999")) {
            GatewayServer.Answer answer = server.get("/scan?prefix=a&limit=" + number);
            assertThat(answer.status()).as(number).isEqualTo(400);
            assertThat(answer.body()).contains("'limit' must be a whole number");
        }
    }

    @Test
    void a_number_that_is_too_large_is_named_alone_and_in_a_list() throws IOException {
        String large = "99999999999999999999";
        assertThat(server.post("/promote", "{\"node_id\":" + large + "}").body())
                .contains("'node_id' has too large a number");
        assertThat(server.post("/promote", "{\"node_ids\":[4," + large + "]}").body())
                .contains("'node_ids' has too large a number");
    }

    @Test
    void a_body_of_a_get_is_refused_and_not_taken_for_no_arguments() throws IOException {
        for (String path : List.of("/get", "/scan", "/watch")) {
            GatewayServer.Answer answer = server.request("GET", path, "{\"key\":\"a\"}");
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains("in the body of a POST");
        }
    }
}
