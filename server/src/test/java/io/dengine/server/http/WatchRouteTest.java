package io.dengine.server.http;

import static io.dengine.server.http.GatewayServer.bytes;
import static io.dengine.server.http.GatewayServer.lineStartingWith;
import static io.dengine.server.http.GatewayServer.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.server.api.WatchItem;
import io.dengine.server.api.WatchSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
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
            assertThat(server.facade.openWatches()).isEqualTo(1);
        }
        long deadlineNanos = System.nanoTime() + 20_000_000_000L;
        while (server.facade.openWatches() > 0 && System.nanoTime() < deadlineNanos) {
            Thread.onSpinWait();
        }
        assertThat(server.facade.openWatches()).isZero();
    }

    @Test
    void anIdIsSentOnlyWithTheLastChangeOfItsRevision() throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(bytes("GET /watch?prefix= HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 8\r\n\r\n"));
            BufferedReader in = reader(socket);
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: 0000000000000abc-8");
            Bytes key = Bytes.utf8("k");
            server.facade.publish(new WatchItem(WatchItem.Type.DELETE, key, Bytes.EMPTY, null, 9, false));
            server.facade.publish(new WatchItem(WatchItem.Type.DELETE, key, Bytes.EMPTY, null, 9, true));
            server.facade.publish(new WatchItem(WatchItem.Type.COMPACTED, Bytes.EMPTY, Bytes.EMPTY, null, 12));
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
            server.facade.publish(WatchItem.canceled(9, reason));
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
            assertThat(server.facade.lastWatch()).isEqualTo(new WatchSpec(Bytes.utf8("a"), false, 8, false, 0xFF));
            server.facade.publish(
                    new WatchItem(WatchItem.Type.OTHER_INCARNATION, Bytes.EMPTY, Bytes.EMPTY, null, 0xABC));
            assertThat(lineStartingWith(in, "id:")).isEqualTo("id: ");
            assertThat(lineStartingWith(in, "event:")).isEqualTo("event: other_incarnation");
            assertThat(lineStartingWith(in, "data:")).contains("\"incarnation\":\"0000000000000abc\"");
        }
    }
}
