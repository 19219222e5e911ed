package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page can have a browser send is not answered. */
@Timeout(60)
class HostNamesTest {
    private static final String PUT = "{\"key\":\"a\",\"value\":\"b\"}";

    private GatewayServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new GatewayServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private GatewayServer.Answer put(String headers) throws IOException {
        return server.raw("POST /put HTTP/1.1\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: "
                + PUT.length() + "\r\n" + headers + "\r\n\r\n" + PUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:9081\r\nOrigin: https://evil.example",
                "Host: localhost:9081\r\nOrigin: null",
                "Host: localhost:9081\r\nOrigin: http://localhost:3000",
                "Host: localhost:9081\r\nOrigin: http://localhost:9081.evil.example",
                "Host: localhost:9081\r\nSec-Fetch-Site: cross-site",
                "Host: localhost:9081\r\nSec-Fetch-Site: same-site",
            })
    void aPageOfAnotherOriginChangesNothing(String headers) throws IOException {
        GatewayServer.Answer answer = put(headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).startsWith("{\"code\":\"INVALID_REQUEST\"").contains("another origin");
        assertThat(server.fake.writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:9081", "127.0.0.1.evil.example", "", "localhost.evil", "[::1"})
    void aNameThatIsNotTheNodesIsNotAnswered(String host) throws IOException {
        GatewayServer.Answer answer = put("Host: " + host);
        assertThat(answer.status()).as(answer.body()).isEqualTo(421);
        assertThat(answer.body()).contains("server.allowed_hosts");
        for (String path : new String[] {"/get?key=a", "/scan?prefix=", "/watch?key=a", "/cluster", "/livez"}) {
            String request = "GET " + path + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n";
            assertThat(server.raw(request).status()).as(path).isEqualTo(421);
        }
        assertThat(server.fake.writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:9081", "127.0.0.1:9081", "10.1.2.3", "[::1]:9081", "[fe80::1]", "x:1"})
    void addressesAndOwnNamesAre(String host) throws IOException {
        assertThat(put("Host: " + host).status()).isEqualTo(200);
    }

    @Test
    void aPageOfTheNodeItselfIsAnswered() throws IOException {
        String headers = "Host: localhost:9081\r\nOrigin: http://localhost:9081\r\nSec-Fetch-Site: same-origin";
        assertThat(put(headers).status()).isEqualTo(200);
        assertThat(put("Host: localhost\r\nSec-Fetch-Site: none").status()).isEqualTo(200);
    }
}
