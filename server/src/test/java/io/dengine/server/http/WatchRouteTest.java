package io.dengine.server.http;

import static io.dengine.server.http.GatewayServer.bytes;
import static io.dengine.server.http.GatewayServer.lineStartingWith;
import static io.dengine.server.http.GatewayServer.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.server.FakeNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes as server-sent events. */
@Timeout(60)
class WatchRouteTest {
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
    void changesAreStreamedUntilTheClientLeaves() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?prefix=/a&prev_value=true HTTP/1.1\r\nHost: x\r\n\r\n"));
            BufferedReader in = reader(socket);
            assertThat(lineStartingWith(in, "content-type")).isEqualTo("content-type: text/event-stream");
            lineStartingWith(in, ": watching");
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-0");
            server.post("/put", "{\"key\":\"/a/1\",\"value\":\"x\"}");
            server.post("/put", "{\"key\":\"/b\",\"value\":\"x\"}");
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-1");
            assertThat(lineStartingWith(in, "data:"))
                    .isEqualTo("data: {\"key\":\"/a/1\",\"value\":\"x\",\"previous_value\":null,\"revision\":1}");
            server.post("/delete", "{\"key\":\"/a/1\"}");
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-3");
            assertThat(lineStartingWith(in, "event:")).isEqualTo("event: delete");
            assertThat(server.fake.openWatches()).isEqualTo(1);
        }
        long deadlineNanos = System.nanoTime() + 20_000_000_000L;
        while (server.fake.openWatches() > 0 && System.nanoTime() < deadlineNanos) {
            Thread.onSpinWait();
        }
        assertThat(server.fake.openWatches()).isZero();
    }

    /** A watch wakes once, until a poll finds nothing. */
    @Test
    void aWakeBeforeTheAnswerHasBegunIsNotLost() throws IOException {
        KeyValue row = new KeyValue(Bytes.utf8("a"), Bytes.utf8("v"), 1, 1, 1, 0);
        WatchItem change = new WatchItem.Changes(new WatchBatch(1, List.of(new WatchEvent(row, null))));
        ArrayDeque<WatchItem> items = new ArrayDeque<>(List.of(new WatchItem.Begun(0, 0xabc), change));
        server.fake.follow((request, wakeup, room) -> new WatchFeed() {
            @Override
            public @Nullable WatchItem poll() {
                WatchItem item = items.poll();
                if (item instanceof WatchItem.Begun) {
                    wakeup.run();
                }
                return item;
            }

            @Override
            public void close() {}
        });
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?key=a HTTP/1.1\r\nHost: x\r\n\r\n"));
            assertThat(lineStartingWith(reader(socket), "data:"))
                    .isEqualTo("data: {\"key\":\"a\",\"value\":\"v\",\"revision\":1}");
        }
    }

    @Test
    void aClientOfHttp10GetsNoChunks() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?key=a HTTP/1.0\r\nLast-Event-ID: 8\r\n\r\n"));
            List<String> lines = reader(socket).lines().limit(6).toList();
            assertThat(lines)
                    .contains("connection: close")
                    .noneMatch(line -> line.startsWith("transfer-encoding"))
                    .endsWith("", ": watching");
        }
    }

    @Test
    void anIdIsSentOnlyWithTheLastChangeOfItsRevision() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?prefix= HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 8\r\n\r\n"));
            BufferedReader in = reader(socket);
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-8");
            WatchEvent deletion = FakeNode.deletion(Bytes.utf8("k"), 9, null);
            server.fake.publish(new WatchItem.Changes(new WatchBatch(9, List.of(deletion, deletion))));
            server.fake.publish(new WatchItem.Ended(WatchItem.End.COMPACTED, 12, "they are no longer kept"));
            List<String> lines =
                    in.lines().filter(line -> line.matches("(id|event): .*")).toList();
            assertThat(lines)
                    .containsExactly("event: delete", "id: 0000000000000abc-9", "event: delete", "event: compacted");
        }
    }

    @Test
    void whoReconnectsGoesOnWhereItWas() throws IOException {
        try (Socket socket = server.connect()) {
            String request = "GET /watch?key=a&from_revision=3 HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 17\r\n\r\n";
            socket.getOutputStream().write(bytes(request));
            assertThat(lineStartingWith(reader(socket), "id:")).isEqualTo("id: 0000000000000abc-17");
        }
        for (String id : List.of("x", "-1", "9223372036854775807")) {
            assertThat(server.raw("GET /watch?key=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nLast-Event-ID: " + id
                                    + "\r\n\r\n")
                            .body())
                    .contains("Last-Event-ID");
        }
    }

    @Test
    void aWatchThatWasCanceledEndsItsStreamAndSaysWhy() throws IOException {
        assertThat(canceledFor(WatchMessage.Reason.TOO_SLOW)).contains("WATCH_BUFFER_OVERFLOW", "was too slow");
        assertThat(canceledFor(WatchMessage.Reason.NO_MEMORY)).contains("RATE_LIMITED", "no memory left");
        assertThat(canceledFor(WatchMessage.Reason.STOPPING)).contains("CLUSTER_UNAVAILABLE", "This node stops");
        assertThat(canceledFor(WatchMessage.Reason.STATE_REPLACED)).contains("CLUSTER_UNAVAILABLE", "by a snapshot");
    }

    private String canceledFor(WatchMessage.Reason reason) throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?key=a HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 7\r\n\r\n"));
            BufferedReader in = reader(socket);
            lineStartingWith(in, ": watching");
            server.fake.publish(CallProblems.endOfWatch(new WatchMessage.Canceled(9, reason)));
            assertThat(lineStartingWith(in, "event:")).isEqualTo("event: canceled");
            String data = lineStartingWith(in, "data:");
            String line = in.readLine();
            while (line != null) {
                line = in.readLine();
            }
            return data;
        }
    }

    @Test
    void aWatchOfAnotherIncarnationSaysSoAndHasNothingToResume() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write(bytes("GET /watch?key=a HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 00000000000000ff-7\r\n\r\n"));
            BufferedReader in = reader(socket);
            lineStartingWith(in, ": watching");
            lineStartingWith(in, "id:");
            assertThat(server.fake.lastWatch())
                    .isEqualTo(new WatchRequest(KeyRange.single(Bytes.utf8("a")), 8, false, true, 0xFF));
            server.fake.publish(new WatchItem.Ended(WatchItem.End.OTHER_INCARNATION, 0xABC, "another history"));
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: ");
            assertThat(lineStartingWith(in, "event:")).isEqualTo("event: other_incarnation");
            assertThat(lineStartingWith(in, "data:")).contains("\"incarnation\":\"0000000000000abc\"");
        }
    }

    private String streamOf(WatchItem.Ended end, String query, String headers) throws IOException {
        server.fake.follow((request, wakeup, room) -> FakeNode.ended(end));
        return server.raw("GET /watch?" + query + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
                .body();
    }

    @Test
    void aWatchThatCannotBeginAtItsRevisionSaysSoInItsStream() throws IOException {
        WatchItem.Ended other = new WatchItem.Ended(WatchItem.End.OTHER_INCARNATION, 0xABC, "another history");
        assertThat(streamOf(other, "key=a", "Last-Event-ID: 00000000000000ff-7\r\n"))
                .contains(": watching\nid: 00000000000000ff-7\n\n")
                .contains("id: \nevent: other_incarnation\n")
                .contains("\"revision\":0}");
        WatchItem.Ended compacted = new WatchItem.Ended(WatchItem.End.COMPACTED, 12, "no longer kept");
        assertThat(streamOf(compacted, "key=a&from_revision=3", ""))
                .contains(": watching\nid: 0000000000000abc-2\n\n")
                .contains("event: compacted\ndata: {\"code\":\"INVALID_REQUEST\",\"message\":\"The changes to begin")
                .contains("\"revision\":12}");
    }

    @Test
    void aWatchThatIsRefusedGetsAnErrorAndNoStream() throws IOException {
        server.fake.failWith(new RefusedException(Refusal.OVERLOADED, 0, "too many watches"));
        GatewayServer.Answer answer = server.get("/watch?key=a");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("{\"code\":\"RATE_LIMITED\",\"message\":\"too many watches\"}");
    }

    @Test
    void aWatchIsAnsweredOnceTheNodeKnowsItsHistory() throws IOException {
        server.fake.forgetHistory();
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?key=a HTTP/1.1\r\nHost: x\r\n\r\n"));
            while (server.fake.openWatches() == 0) {
                Thread.onSpinWait();
            }
            server.post("/put", "{\"key\":\"b\",\"value\":\"before\"}");
            server.fake.knowHistory();
            BufferedReader in = reader(socket);
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-1");
            server.post("/put", "{\"key\":\"a\",\"value\":\"x\"}");
            assertThat(lineStartingWith(in, "data:")).isEqualTo("data: {\"key\":\"a\",\"value\":\"x\",\"revision\":2}");
        }
    }

    @Test
    void noValueBeforeIsToldFromAnEmptyOne() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?key=a&prev_value=true HTTP/1.1\r\nHost: x\r\n\r\n"));
            BufferedReader in = reader(socket);
            lineStartingWith(in, ": watching");
            server.post("/put", "{\"key\":\"a\",\"value\":\"\"}");
            server.post("/put", "{\"key\":\"a\",\"value\":\"1\"}");
            assertThat(lineStartingWith(in, "data:")).contains("\"previous_value\":null");
            assertThat(lineStartingWith(in, "data:")).contains("\"previous_value\":\"\"");
        }
    }
}
