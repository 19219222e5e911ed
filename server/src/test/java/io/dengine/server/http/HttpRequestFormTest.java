package io.dengine.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** The form that clients send to a proxy. The host of the target counts, not that of the header. */
    @ParameterizedTest
    @ValueSource(strings = {"http://x", "http://x:9081", "HTTP://127.0.0.1:9081", "http://[::1]:9081", "https://x"})
    void aTargetMayBeAWholeAddress(String address) throws IOException {
        assertThat(to(address + "/livez", "GET", "evil.example").status()).isEqualTo(200);
        assertThat(to(address + "/get?key=a", "GET", "x").body()).contains("KEY_NOT_EXIST");
        assertThat(to(address, "GET", "x").status()).as("no path is the path /").isEqualTo(404);
    }

    @Test
    void theHostOfATargetHasToBeThisNode() throws IOException {
        assertThat(to("http://evil.example/livez", "GET", "x").status()).isEqualTo(421);
        for (String address : new String[] {"http:///livez", "http://:9081/livez", "http://x@evil.example/livez"}) {
            assertThat(to(address, "GET", "x").status()).as(address).isEqualTo(400);
        }
    }

    private GatewayServer.Answer to(String target, String method, String host) throws IOException {
        return server.raw(method + " " + target + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n");
    }

    /** A client takes the body of an answer to HEAD for the beginning of the next answer. */
    @ParameterizedTest
    @CsvSource({
        "200, HEAD /livez HTTP/1.1|Host: x|Connection: close||",
        "400, HEAD /livez HTTP/1.1||",
        "400, HEAD /livez HTTP/3.1|Host: x||",
        "400, HEAD /livez HTTP/1.1|Host: x|X: a| b||",
        "400, HEAD /livez HTTP/1.1|Host : x||",
        "400, HEAD http:///livez HTTP/1.1|Host: x||",
        "404, HEAD /nothing HTTP/1.1|Host: x|Connection: close||",
        "405, HEAD /put HTTP/1.1|Host: x|Connection: close||",
        "413, HEAD /get HTTP/1.1|Host: x|Content-Length: 8193||",
        "414, HEAD /LONG HTTP/1.1|Host: x||",
        "414, |HEAD /LONG HTTP/1.1|Host: x||",
        "417, HEAD /livez HTTP/1.1|Host: x|Expect: more||",
        "421, HEAD /livez HTTP/1.1|Host: evil.example|Connection: close||",
        "431, HEAD /livez HTTP/1.1|Host: x|X: LONG||",
    })
    void noAnswerToHeadHasABody(int status, String request) throws IOException {
        GatewayServer.Answer answer = server.raw(request.replace("|", "\r\n").replace("LONG", "o".repeat(5000)));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).containsPattern("content-length: [1-9]");
        assertThat(answer.body()).isEmpty();
    }
}
