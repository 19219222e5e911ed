package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StrictTextTest {
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
    void textIsTakenAsUtf8AndAsNothingElse() throws IOException {
        byte[][] keys = {
            {'c', (byte) 0xE9}, {'c', (byte) 0xE8}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, 0x20}
        };
        for (byte[] key : keys) {
            for (String[] around :
                    new String[][] {{"{\"key\":\"", "\",\"value\":\"v\"}"}, {"{\"key\":\"k\",\"value\":\"", "\"}"}}) {
                GatewayServer.Answer answer = server.post("/put", bytes(around[0]), key, bytes(around[1]));
                assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                assertThat(answer.body())
                        .startsWith("{\"code\":\"INVALID_REQUEST\"")
                        .contains("the body is not UTF-8");
            }
            GatewayServer.Answer raw = server.request("GET", "/get?key=", key);
            assertThat(raw.status()).as(raw.body()).isEqualTo(400);
        }
        assertThat(server.post("/put", "\0{\0}\0").status()).isEqualTo(400);
        assertThat(server.get("/get?key=%E9").body()).contains("'key' is not UTF-8");
        assertThat(server.request("DELETE", "/delete?key=%C0%80", "").status()).isEqualTo(400);
        assertThat(server.get("/scan?prefix=%FF").status()).isEqualTo(400);
        assertThat(server.get("/watch?key=%FF").status()).isEqualTo(400);
        assertThat(server.get("/get?%FF=a").status()).isEqualTo(400);
        assertThat(server.post("/put", "{\"key_base64\":\"YR==\",\"value\":\"v\"}")
                        .body())
                .contains("not base64");
        assertThat(server.fake.writes()).isZero();
    }

    @Test
    void aQueryMayHaveItsTextAsBytesOrEncoded() throws IOException {
        server.post("/put", "{\"key\":\"ü\",\"value\":\"v\"}");
        assertThat(server.get("/get?key=ü").body()).contains("\"key\":\"ü\"");
        assertThat(server.post("/get?key=a", "{}").body()).contains("not in both");
        assertThat(server.get("/get?key=%C3%BC").body()).contains("\"key\":\"ü\"");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
