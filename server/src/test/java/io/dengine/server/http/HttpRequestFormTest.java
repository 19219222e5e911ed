package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers and proxies are known to read differently is no request. */
@Timeout(60)
class HttpRequestFormTest {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /put HTTP/1.1\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nHost: x\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\n Host: x\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost : x\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\nContent-Length: 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: 23, 23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: +23\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\nTransfer-Encoding: chunked\r\n\r\n17\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n17\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n17\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /put HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n17\r\n",
                "POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /put HTTP/3.1\r\nHost: x\r\nContent-Length: 23\r\n\r\n",
            })
    void whatMayBeReadInTwoWaysIsRefused(String head) throws IOException {
        GatewayServer.Answer answer = server.raw(head + PUT + "\r\n0\r\n\r\n");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.head()).contains("connection: close");
        assertThat(answer.body()).startsWith("{\"code\":\"INVALID_REQUEST\"").endsWith("}");
        assertThat(server.fake.writes()).isZero();
    }

    @Test
    void aLineThatBeginsWithASpaceIsFoundWhereverTheBytesAreCut() throws IOException {
        String request = "GET /livez HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nConnection: close\r\n\r\n";
        for (int cut = 1; cut < request.length(); cut++) {
            assertThat(server.inTwo(request, cut).status()).as("cut at %d", cut).isEqualTo(400);
        }
    }

    @Test
    void bodiesMayHaveLinesThatBeginWithASpace() throws IOException {
        String json = "{\n \"key\": \"a\",\n\t\"value\": \"b\"\n}";
        assertThat(server.post("/put", json).body()).isEqualTo("{\"revision\":1}");
        String two = "POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        String last = "GET /get?key=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        for (int cut = 1; cut < two.length(); cut++) {
            assertThat(server.inTwo(two + last, cut).body())
                    .as("cut at %d", cut)
                    .contains("\"value\":\"b\"");
        }
    }

    @Test
    void olderClientsNeedNoHost() throws IOException {
        assertThat(server.raw("GET /livez HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }
}
