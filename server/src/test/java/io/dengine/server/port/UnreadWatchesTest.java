package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.ClientFrame;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that watch and read nothing, over each protocol: what waits for them is in the budget. */
@Timeout(120)
class UnreadWatchesTest {
    private static final Bytes KEY = Bytes.utf8("watched");
    private static final int CLIENTS = 5;
    private static final int VALUE_BYTES = 50 << 10;

    private final List<AutoCloseable> open = new ArrayList<>();
    private ServedPort port;

    @BeforeEach
    void start() throws Exception {
        port = new ServedPort(20_000);
        port.fake.follow(port.watches::begin);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        port.close();
    }

    private void changeMuch() throws Exception {
        ServedPort.await(
                () -> {
                    port.watches.step();
                    return port.watches.count() == CLIENTS;
                },
                "all of them watch");
        // Far more than the budget, and far more than sockets and windows take, for each of them.
        for (int i = 0; i < 2 * ServedPort.BUDGET / VALUE_BYTES; i++) {
            port.watches.change(KEY, VALUE_BYTES);
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        assertThat(port.memory.usedBytes()).isLessThanOrEqualTo(ServedPort.BUDGET);
        port.serveAHealthyClient();
    }

    private void leave() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        open.clear();
        ServedPort.await(() -> port.memory.usedBytes() == 0, "everything was given back");
    }

    @Test
    void overHttpTheyCostOthersNothing() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            Socket greedy = port.connect();
            open.add(greedy);
            greedy.getOutputStream()
                    .write("GET /watch?key=watched HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        }
        changeMuch();
        leave();
    }

    @Test
    void overGrpcTheyCostOthersNothing() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            ManagedChannel channel = port.grpc();
            open.add(channel::shutdownNow);
            ClientCall<io.dengine.wire.client.WatchRequest, WatchResponse> greedy =
                    channel.newCall(RaftClientServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
            greedy.start(new ClientCall.Listener<>() {}, new Metadata());
            greedy.sendMessage(io.dengine.wire.client.WatchRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("watched"))
                    .build());
            greedy.halfClose(); // and asks for no answer
        }
        changeMuch();
        leave();
    }

    @Test
    void overTheProtocolOfTheJavaClientTheyCostOthersNothing() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            Socket greedy = port.callClient();
            open.add(greedy);
            ServedPort.write(greedy, new ClientFrame.OpenWatch(1, WatchRequest.key(KEY)));
            ServedPort.write(greedy, new ClientFrame.Credit(1, 1));
        }
        changeMuch();
        leave();
    }
}
