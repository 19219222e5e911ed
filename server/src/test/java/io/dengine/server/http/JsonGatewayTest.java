package io.dengine.server.http;

import static io.dengine.server.http.GatewayServer.bytes;
import static io.dengine.server.http.GatewayServer.lineStartingWith;
import static io.dengine.server.http.GatewayServer.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class JsonGatewayTest {
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
    void writesAndReadsTellTheirRevisions() throws IOException {
        assertThat(server.post("/put", "{\"key\":\"k\",\"value\":\"ü\"}").body())
                .isEqualTo("{\"revision\":1}");
        assertThat(server.get("/get?key=k&consistency=lease").body())
                .isEqualTo("{\"key\":\"k\",\"value\":\"ü\",\"create_revision\":1,\"mod_revision\":1,\"version\":1,"
                        + "\"revision\":1}");
        assertThat(server.post("/cas", "{\"key\":\"k\",\"expected\":\"x\",\"value\":\"y\"}")
                        .body())
                .isEqualTo("{\"succeeded\":false,\"revision\":1}");
        assertThat(server.post("/cas", "{\"key\":\"new\",\"expected\":null,\"value\":\"y\"}")
                        .body())
                .isEqualTo("{\"succeeded\":true,\"revision\":2}");
        assertThat(server.request("DELETE", "/delete?key=k", "").body()).isEqualTo("{\"deleted\":true,\"revision\":3}");
        GatewayServer.Answer absent = server.get("/get?key=k");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.body()).contains("\"code\":\"KEY_NOT_EXIST\"").contains("revision 3");
    }

    @Test
    void bytesThatAreNoTextTravelInBase64() throws IOException {
        server.post("/put", "{\"key_base64\":\"/wA=\",\"value_base64\":\"//8=\"}");
        assertThat(server.get("/get?key_base64=/wA=").body())
                .contains("\"key_base64\":\"/wA=\",\"value_base64\":\"//8=\"");
    }

    @Test
    void emptyKeysAndValuesAreFine() throws IOException {
        assertThat(server.post("/put", "{\"key\":\"\",\"value\":\"\",\"ttl_secs\":5}")
                        .status())
                .isEqualTo(200);
        assertThat(server.get("/get?key=").body()).contains("\"value\":\"\"");
    }

    @Test
    void whatIsTooLongForAQueryIsSentInABody() throws IOException {
        String key = "\u0001".repeat(GatewayServer.MAX_KEY_BYTES);
        String json = "{\"key\":\"" + "\\u0001".repeat(GatewayServer.MAX_KEY_BYTES) + "\"";
        server.fake.put(Bytes.utf8(key), Bytes.utf8("v"));
        assertThat(server.post("/get", json + ",\"consistency\":\"eventual\"}").body())
                .contains("\"value\":\"v\"");
        assertThat(server.post("/scan", json.replace("key", "prefix") + "}").body())
                .contains("\"value\":\"v\"");
        assertThat(server.post("/delete", json + "}").body()).contains("\"deleted\":true");
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(bytes("POST /watch HTTP/1.1\r\nHost: x\r\nContent-Length: " + (json.length() + 1)
                            + "\r\n\r\n" + json + "}"));
            BufferedReader in = reader(socket);
            lineStartingWith(in, ": watching");
            server.fake.put(Bytes.utf8(key), Bytes.utf8("w"));
            assertThat(lineStartingWith(in, "data:")).contains("\"value\":\"w\"");
        }
    }

    @Test
    void aScanGoesOnBehindItsLastKey() throws IOException {
        server.fake.put(Bytes.wrap(new byte[] {(byte) 0xFF}), Bytes.EMPTY);
        for (String key : new String[] {"a", "b", "c"}) {
            server.post("/put", "{\"key\":\"" + key + "\",\"value\":\"v\"}");
        }
        assertThat(server.get("/scan?prefix=&limit=2").body()).endsWith("\"more\":true,\"next\":\"b\"}");
        assertThat(server.get("/scan?prefix=&limit=1&after=b&revision=4").body())
                .contains("\"key\":\"c\"")
                .endsWith("\"more\":true,\"next\":\"c\"}");
        assertThat(server.get("/scan?prefix=&after=c").body())
                .contains("\"key_base64\":\"/w==\"")
                .endsWith("\"more\":false}");
    }

    @Test
    void scansTellWhetherThereIsMore() throws IOException {
        for (String key : new String[] {"/a/1", "/a/2", "/b"}) {
            server.post("/put", "{\"key\":\"" + key + "\",\"value\":\"v\"}");
        }
        assertThat(server.get("/scan?prefix=/a/").body())
                .contains("/a/1")
                .contains("/a/2")
                .doesNotContain("/b")
                .endsWith("\"revision\":3,\"more\":false}");
        assertThat(server.get("/scan?prefix=&limit=2").body()).endsWith("\"more\":true,\"next\":\"/a/2\"}");
    }

    static Stream<Arguments> badRequests() {
        String longKey = "k".repeat(GatewayServer.MAX_KEY_BYTES + 1);
        String longValue = "v".repeat(GatewayServer.MAX_VALUE_BYTES + 1);
        return Stream.of(
                Arguments.of("POST", "/put", "", 400, "the body is empty"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",", 400, "not valid JSON"),
                Arguments.of("POST", "/put", "nonsense", 400, "not valid JSON"),
                Arguments.of("POST", "/put", "[]", 400, "must be a JSON object"),
                Arguments.of("POST", "/put", "{} {}", 400, "follows the JSON object"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"value\":\"b\"} x", 400, "JSON"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"value\":\"b\"}{}", 400, "follows the JSON object"),
                Arguments.of("POST", "/put", "{\"value\":\"b\"}", 400, "'key' is missing"),
                Arguments.of("POST", "/put", "{\"key\":null,\"value\":\"b\"}", 400, "'key' is missing"),
                Arguments.of("POST", "/put", "{\"key\":\"a\"}", 400, "'value' is missing"),
                Arguments.of("POST", "/put", "{\"key\":1,\"value\":\"b\"}", 400, "'key' must be a string"),
                Arguments.of("POST", "/put", "{\"key\":true,\"value\":\"b\"}", 400, "'key' must be a string"),
                Arguments.of("POST", "/put", "{\"key\":{},\"value\":\"b\"}", 400, "must be a single value"),
                Arguments.of("POST", "/put", "{\"key\":[\"a\"],\"value\":\"b\"}", 400, "must be a single value"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"key\":\"c\",\"value\":\"b\"}", 400, "uplicate"),
                Arguments.of(
                        "POST", "/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_sec\":1}", 400, "'ttl_sec' is unknown"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_secs\":-1}", 400, "between 0 and"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_secs\":1.5}", 400, "whole number"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_secs\":\"1\"}", 400, "whole number"),
                Arguments.of(
                        "POST",
                        "/put",
                        "{\"key\":\"a\",\"value\":\"b\",\"ttl_secs\":99999999999999999999}",
                        400,
                        "large"),
                Arguments.of(
                        "POST",
                        "/put",
                        "{\"key\":\"a\",\"value\":\"b\",\"ttl_ms\":" + "9".repeat(99) + "}",
                        400,
                        "limit"),
                Arguments.of(
                        "POST", "/put", "{\"key\":\"a\",\"value\":\"b\",\"ttl_ms\":1,\"ttl_secs\":1}", 400, "not both"),
                Arguments.of("POST", "/put", "{\"key\":\"a\",\"key_base64\":\"\",\"value\":\"b\"}", 400, "not both"),
                Arguments.of("POST", "/put", "{\"key_base64\":\"?\",\"value\":\"b\"}", 400, "not base64"),
                Arguments.of("POST", "/put", "{\"key\":\"\\ud800\",\"value\":\"b\"}", 400, "surrogate"),
                Arguments.of("POST", "/put", "[".repeat(3000), 400, ""),
                Arguments.of("POST", "/put", "{\"key\":\"" + longKey + "\",\"value\":\"b\"}", 413, "the limit is 64"),
                Arguments.of(
                        "POST", "/put", "{\"key\":\"a\",\"value\":\"" + longValue + "\"}", 413, "the limit is 256"),
                Arguments.of("POST", "/put", "{\"key\":\"" + "x".repeat(9000) + "\"}", 413, "longer than 8192"),
                Arguments.of("GET", "/get", "", 400, "'key' is missing"),
                Arguments.of("GET", "/get?key=a&key=b", "", 400, "more than once"),
                Arguments.of("GET", "/get?key=a&consistency=strong", "", 400, "linearizable, lease or eventual"),
                Arguments.of("GET", "/get?key=a&consistancy=lease", "", 400, "'consistancy' is unknown"),
                Arguments.of("GET", "/get?key=%zz", "", 400, "percent"),
                Arguments.of("GET", "/get?key=%2", "", 400, "percent"),
                Arguments.of("GET", "/get?key=" + longKey, "", 413, "the limit is 64"),
                Arguments.of("GET", "/scan?prefix=a&limit=0", "", 400, "between 1 and 100"),
                Arguments.of("GET", "/scan?prefix=a&limit=x", "", 400, "whole number"),
                Arguments.of("GET", "/scan", "", 400, "'prefix' is missing"),
                Arguments.of("GET", "/watch", "", 400, "either 'key' or 'prefix'"),
                Arguments.of("GET", "/watch?key=a&prefix=b", "", 400, "either 'key' or 'prefix'"),
                Arguments.of("GET", "/put", "", 405, "takes POST, PUT"),
                Arguments.of("DELETE", "/get?key=a", "", 405, "takes GET"),
                Arguments.of("BREW", "/put", "", 405, "takes POST"),
                Arguments.of("GET", "/nothing", "", 404, "no such path"),
                Arguments.of("GET", "/", "", 404, "no such path"),
                Arguments.of("POST", "/promote", "{}", 400, "'node_id' is missing"),
                Arguments.of("POST", "/promote", "{\"node_id\":\"4\"}", 400, "whole number"),
                Arguments.of("POST", "/promote", "{\"node_id\":0}", 400, "between 1 and"),
                Arguments.of("POST", "/join", "{\"node_id\":4}", 400, "host:port"),
                Arguments.of("GET", "/get?key=" + "a".repeat(5000), "", 414, "4096"));
    }

    @ParameterizedTest
    @MethodSource({"badRequests", "badAdministration"})
    void whatIsWrongIsExplainedAndChangesNothing(
            String method, String target, String body, int status, String explanation) throws IOException {
        GatewayServer.Answer answer = server.request(method, target, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.head()).contains("application/json");
        assertThat(answer.body())
                .startsWith("{\"code\":\"")
                .contains(explanation)
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        assertThat(server.fake.writes()).isZero();
    }

    @Test
    void aHeaderBeyondTheLimitIsRefused() throws IOException {
        GatewayServer.Answer answer =
                server.raw("GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(6000) + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("\"message\":\"the header is longer than 4096 bytes\"");
    }

    @Test
    void whatIsNotHttpIsAnsweredAndEnded() throws IOException {
        assertThat(server.raw("hello there\r\n\r\n").status()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItIsSent() throws IOException {
        GatewayServer.Answer answer = server.raw(
                "POST /put HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aBodyInChunksIsLimitedToo() throws IOException {
        GatewayServer.Answer answer = server.raw("POST /put HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("400\r\n" + "x".repeat(1024) + "\r\n").repeat(9) + "0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void anExpectedContinueIsGiven() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(bytes("POST /put HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Expect: 100-continue\r\nContent-Length: 23\r\n\r\n"));
            InputStream in = socket.getInputStream();
            String interim = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(in.readNBytes(interim.length()), StandardCharsets.UTF_8))
                    .isEqualTo(interim);
            socket.getOutputStream().write(bytes("{\"key\":\"a\",\"value\":\"b\"}"));
            assertThat(GatewayServer.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .body())
                    .isEqualTo("{\"revision\":1}");
        }
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws IOException {
        int count = 2_000;
        StringBuilder ahead = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            ahead.append("POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\n")
                    .append(i == count ? "Connection: close\r\n" : "")
                    .append("\r\n{\"key\":\"a\",\"value\":\"b\"}");
        }
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes(ahead.toString()));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int from = 0;
            for (int i = 1; i <= count; i++) {
                from = answers.indexOf("{\"revision\":" + i + "}", from);
                assertThat(from).as("answer %d", i).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalHasOneShapeAndSaysWhatItMeans(Refusal refusal) throws IOException {
        server.fake.failWith(new RefusedException(refusal, 2, "the reason"));
        GatewayServer.Answer answer = server.post("/put", "{\"key\":\"a\",\"value\":\"b\"}");
        assertThat(answer.status()).isBetween(400, 599).isNotEqualTo(500);
        assertThat(answer.body())
                .startsWith("{\"code\":\"")
                .contains("\"message\":\"the reason")
                .endsWith("\"leader\":{\"id\":2,\"address\":\"127.0.0.1:9082\"}}");
        if (refusal == Refusal.OUTCOME_UNKNOWN) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("may still be applied later");
        }
    }

    @Test
    void anUnexpectedFailureShowsNothingOfItself() throws IOException {
        server.fake.failWith(new IllegalStateException("secret"));
        GatewayServer.Answer answer = server.get("/get?key=a");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("UNCATEGORIZED").doesNotContain("secret");
    }

    @Test
    void theNodeTellsItsClusterAndVersion() throws IOException {
        assertThat(server.get("/version").body()).startsWith("{\"version\":\"1.2.3\",\"java\":\"");
        assertThat(server.get("/cluster").body())
                .contains("\"leader\":{\"id\":1,\"address\":\"127.0.0.1:9081\"}")
                .contains("{\"id\":2,\"address\":\"127.0.0.1:9082\",\"role\":\"voter\"}");
    }

    @Test
    void whatAQuerySaysIsReadOrRefused() throws IOException {
        GatewayServer.Answer both = server.post("/put?ttl_secs=5", "{\"key\":\"a\",\"value\":\"b\"}");
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.body()).contains("not in both");
        assertThat(server.post("/put?key=a&value=b", "").status()).isEqualTo(200);
    }

    static Stream<Arguments> badAdministration() {
        return Stream.of(
                Arguments.of("POST", "/promote", "{\"node_ids\":[]}", 400, "list of whole numbers"),
                Arguments.of("POST", "/promote", "{\"node_ids\":[4,4]}", 400, "different numbers"),
                Arguments.of("POST", "/promote", "{\"node_ids\":[4,[5]]}", 400, "list of at most"),
                Arguments.of("POST", "/promote", "{\"node_id\":4,\"node_ids\":[5]}", 400, "not both"),
                Arguments.of("POST", "/promote", "", 400, "the body is empty"),
                Arguments.of("GET", "/promote", "", 405, "takes POST"),
                Arguments.of("POST", "/promote?node_id=4", "", 400, "as JSON in the body"),
                Arguments.of("POST", "/transfer-leader?node_id=2", "", 400, "as JSON in the body"),
                Arguments.of("POST", "/snapshot?node_id=2", "", 400, "as JSON in the body"),
                Arguments.of("POST", "/accept-loss?node_id=2", "", 400, "as JSON in the body"),
                Arguments.of("POST", "/accept-loss", "{\"node_id\":2}", 400, "'node_id' is unknown here"),
                Arguments.of("POST", "/remove", "{\"node_id\":4,\"force\":1}", 400, "true or false"),
                Arguments.of("POST", "/replace", "{\"node_id\":4}", 400, "'new_node_id' is missing"),
                Arguments.of("POST", "/address", "{\"node_id\":4,\"address\":\"x\"}", 400, "host:port"),
                Arguments.of("POST", "/join", "{\"node_id\":4,\"address\":\"x:0\"}", 400, "host:port"),
                Arguments.of("POST", "/join", "{\"node_id\":4,\"address\":\"x/y:80\"}", 400, "host:port"));
    }

    static Stream<Arguments> administration() {
        return Stream.of(
                Arguments.of("/promote", "{\"node_id\":4}", new AdminRequest.Promote(4)),
                Arguments.of("/promote", "{\"node_ids\":[4,5]}", new AdminRequest.Promote(List.of(4, 5), -1)),
                Arguments.of(
                        "/remove",
                        "{\"node_id\":4,\"force\":true,\"expected_configuration_index\":7}",
                        new AdminRequest.Remove(List.of(4), true, 7)),
                Arguments.of("/join", "{\"node_id\":4,\"address\":\"a:4\"}", new AdminRequest.Join(4, "a:4", true)),
                Arguments.of(
                        "/replace",
                        "{\"node_id\":3,\"new_node_id\":4,\"address\":\"a:4\"}",
                        new AdminRequest.Replace(3, 4, "a:4", -1)),
                Arguments.of("/address", "{\"node_id\":3,\"address\":\"a:4\"}", new AdminRequest.Move(3, "a:4", -1)),
                Arguments.of("/transfer-leader", "", new AdminRequest.TransferLeader(0)),
                Arguments.of("/transfer-leader", "{\"node_id\":2}", new AdminRequest.TransferLeader(2)));
    }

    @ParameterizedTest
    @MethodSource
    void administration(String path, String json, AdminRequest request) throws IOException {
        GatewayServer.Answer answer = server.post(path, json);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"ok\":true")
                .contains("\"configuration_index\":0")
                .contains("{\"id\":2,\"address\":\"127.0.0.1:9082\",\"role\":\"voter\"}");
        assertThat(server.fake.lastRequest()).isEqualTo(request);
    }

    @Test
    void aTtlMayBeAsLongAsTheStoreAllows() throws IOException {
        long most = Limits.MAX_TTL_MILLIS;
        String put = "{\"key\":\"k\",\"value\":\"v\",";
        assertThat(server.post("/put", put + "\"ttl_ms\":" + most + "}").status())
                .isEqualTo(200);
        assertThat(server.post("/put", put + "\"ttl_secs\":" + most / 1000 + "}")
                        .status())
                .isEqualTo(200);
        assertThat(server.post("/put", put + "\"ttl_ms\":" + (most + 1) + "}").status())
                .isEqualTo(400);
    }

    @Test
    void aSnapshotIsTakenOnRequest() throws IOException {
        assertThat(server.post("/snapshot", "").body()).isEqualTo("{\"ok\":true,\"index\":41,\"term\":3}");
        assertThat(server.get("/snapshot").status()).isEqualTo(405);
    }

    @Test
    void aLossIsAcceptedByTheNodeThatIsAsked() throws IOException {
        assertThat(server.post("/accept-loss", "").body()).startsWith("{\"ok\":true,\"note\":\"This node takes part");
        assertThat(server.get("/accept-loss").status()).isEqualTo(405);
    }
}
