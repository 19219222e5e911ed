package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.ServerConfig;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WatchEventType;
import io.dengine.wire.client.WatchRequest;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code raft.watch} say holds for clients. */
@Timeout(120)
class WatchSettingsTest {
    @TempDir
    Path directory;

    private @Nullable ServingNode node;
    private @Nullable ManagedChannel channel;

    private ManagedChannel start(Map<String, String> watchKeys) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Map<String, String> environment = new TreeMap<>();
        environment.put("RAFT__CLUSTER__LISTEN_ADDRESS", "127.0.0.1:" + port);
        environment.put("RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MIN", "100");
        environment.put("RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MAX", "200");
        environment.put("DB_PATH", directory.resolve("db").toString());
        environment.put("LOG_DIR", directory.resolve("logs").toString());
        watchKeys.forEach((key, value) -> environment.put("RAFT__RAFT__WATCH__" + key, value));
        ServerConfig config = ConfigLoader.load(environment, null, 1).config();
        node = ServingNode.start(config, new CompletableFuture<>());
        ManagedChannel opened = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .flowControlWindow(1 << 16)
                .build();
        channel = opened;
        return opened;
    }

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.shutdownNow();
        }
        if (node != null) {
            node.stop();
        }
    }

    private static Iterator<WatchResponse> watch(ManagedChannel channel, String key) {
        return RaftClientServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(100, TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .build());
    }

    /** Tried until the node leads, which takes it a moment. */
    private static void put(ManagedChannel channel, String key, ByteString value) {
        WriteCommand command = WriteCommand.newBuilder()
                .setInsert(WriteCommand.Insert.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(value))
                .build();
        while (true) {
            try {
                ClientResponse response = RaftClientServiceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .handleClientWrite(ClientWriteRequest.newBuilder()
                                .setCommand(command)
                                .build());
                assertThat(response.getError()).isEqualTo(ErrorCode.SUCCESS);
                return;
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
        }
    }

    @Test
    void an_idle_watcher_is_told_how_far_it_is() throws Exception {
        ManagedChannel client = start(Map.of("HEARTBEAT_INTERVAL_MS", "50"));
        put(client, "other", ByteString.copyFromUtf8("v"));
        Iterator<WatchResponse> events = watch(client, "k");
        WatchResponse progress = events.next();
        assertThat(progress.getEventType()).isEqualTo(WatchEventType.WATCH_EVENT_TYPE_PROGRESS);
        assertThat(progress.getRevision()).isEqualTo(1);
        assertThat(progress.getKey().isEmpty()).isTrue();
        put(client, "other", ByteString.copyFromUtf8("w"));
        while (progress.getRevision() == 1) {
            progress = events.next();
        }
        assertThat(progress.getRevision()).isEqualTo(2);
    }

    @Test
    void a_watcher_that_does_not_read_is_ended_with_the_number_for_it() throws Exception {
        ManagedChannel client = start(Map.of("WATCHER_BUFFER_SIZE", "4", "HEARTBEAT_INTERVAL_MS", "0"));
        put(client, "k", ByteString.copyFromUtf8("before"));
        Iterator<WatchResponse> events = watch(client, "k");
        put(client, "k", ByteString.copyFromUtf8("first"));
        assertThat(events.next().getRevision()).isEqualTo(2);
        ByteString large = ByteString.copyFrom(new byte[64 << 10]);
        for (int i = 0; i < 20; i++) {
            put(client, "k", large);
        }
        long revision = 2;
        WatchResponse event = events.next();
        while (event.getEventType() == WatchEventType.WATCH_EVENT_TYPE_PUT) {
            assertThat(event.getRevision()).isEqualTo(++revision);
            event = events.next();
        }
        assertThat(event.getEventType()).isEqualTo(WatchEventType.WATCH_EVENT_TYPE_CANCELED);
        assertThat(event.getErrorValue()).isEqualTo(5001);
        assertThat(event.getRevision()).as("the last one told").isEqualTo(revision);
        assertEnds(events, Status.Code.UNAVAILABLE);
    }

    @Test
    void one_watcher_too_many_is_refused() throws Exception {
        ManagedChannel client = start(Map.of("MAX_WATCHER_COUNT", "1"));
        put(client, "k", ByteString.copyFromUtf8("before"));
        Iterator<WatchResponse> events = watch(client, "k");
        put(client, "k", ByteString.copyFromUtf8("v"));
        assertThat(events.next().getRevision()).isEqualTo(2);
        assertEnds(watch(client, "k"), Status.Code.RESOURCE_EXHAUSTED);
    }

    private static void assertEnds(Iterator<WatchResponse> events, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(events::next)
                .satisfies(failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
    }
}
