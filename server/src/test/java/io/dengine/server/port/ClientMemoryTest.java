package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.server.memory.MemoryAccount;
import io.dengine.server.memory.Reservation;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WriteCommand;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClientMemoryTest {
    /** Enough for a call to begin, and for the headers of its request. */
    private static final int ROOM_FOR_A_CALL = 6 << 10;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private ServedPort start(int patienceMillis) throws IOException {
        ServedPort port = new ServedPort(patienceMillis);
        open.add(port);
        return port;
    }

    /** Ends everybody who is connected: nothing may be left. */
    private void leave(ServedPort port) throws Exception {
        assertThat(port.memory.usedBytes()).isLessThanOrEqualTo(ServedPort.BUDGET);
        for (int i = open.size() - 1; i > 0; i--) {
            open.remove(i).close();
        }
        ServedPort.await(() -> port.memory.usedBytes() == 0, "everything was given back");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void bodiesWithoutAnEndCostOthersNothing() throws Exception {
        ServedPort port = start(20_000);
        byte[] almost = new byte[ServedPort.BODY_BYTES - 1];
        for (int i = 0; i < 20; i++) {
            Socket greedy = port.connect();
            open.add(greedy);
            greedy.getOutputStream()
                    .write(bytes("POST /put HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + ServedPort.BODY_BYTES
                            + "\r\n\r\n"));
            try {
                greedy.getOutputStream().write(almost);
            } catch (IOException e) {
                // It was refused meanwhile, which is what happens to some of them.
            }
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        port.serveAHealthyClient();
        assertThat(port.fake.writes()).isEqualTo(1);
        leave(port);
    }

    @Test
    void clientsThatReadNothingCostOthersNothing() throws Exception {
        ServedPort port = start(20_000);
        for (int i = 0; i < 35; i++) {
            Socket greedy = port.callClient();
            open.add(greedy);
            for (int call = 0; call < 100; call++) {
                ServedPort.ask(greedy, call, ServedPort.LARGE);
            }
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        port.serveAHealthyClient();
        leave(port);
    }

    private static void askForAll(Socket client, long id) throws IOException {
        ServedPort.write(
                client,
                new ClientFrame.Ask(id, new Call.ReadRange(RangeQuery.prefix(Bytes.EMPTY), ReadOptions.EVENTUAL)));
    }

    @Test
    void rangeReadsOfClientsThatHaveLeftAreNotCarriedOut() throws Exception {
        ServedPort port = start(20_000);
        for (int visit = 1; visit <= 20; visit++) {
            int before = port.ranges.size();
            try (Socket client = port.callClient()) {
                for (int call = 0; call < 500; call++) {
                    askForAll(client, call);
                }
                ServedPort.await(() -> port.ranges.size() > before, "the first ones are carried out");
            }
            ServedPort.await(() -> port.memory.usedBytes() == 0, "everything was given back");
        }
        assertThat(port.ranges).hasSizeLessThanOrEqualTo(20 * ServedPort.RANGES).allMatch(Future::isCancelled);
    }

    @Test
    void theNextRangeIsReadWhenOneWasAnswered() throws Exception {
        ServedPort port = start(20_000);
        try (Socket client = port.callClient()) {
            ServedPort.readFrame(client); // the welcome
            int asked = ServedPort.RANGES + 1;
            for (int call = 0; call < asked; call++) {
                askForAll(client, call);
            }
            ServedPort.ask(client, 100, Bytes.utf8("small"));
            assertThat(ServedPort.readFrame(client)[1])
                    .as("reads of keys do not wait")
                    .isEqualTo((byte) 100);
            assertThat(port.ranges).hasSize(ServedPort.RANGES);
            port.ranges.get(1).complete(new Answer.Found(new Rows(List.of(), 1, false, 0)));
            assertThat(ServedPort.readFrame(client)[1]).isEqualTo((byte) 1);
            ServedPort.await(() -> port.ranges.size() == asked, "the last one is carried out");
        }
        leave(port);
    }

    @Test
    void aRangeForWhichThereIsNoMemoryIsReadOnce() throws Exception {
        ServedPort port = start(20_000);
        try (Socket client = port.callClient()) {
            ServedPort.readFrame(client); // the welcome
            for (int call = 0; call < 100; call++) {
                askForAll(client, call);
            }
            ServedPort.await(() -> port.ranges.size() == ServedPort.RANGES, "the first ones are carried out");
            KeyValue huge = new KeyValue(ServedPort.LARGE, Bytes.wrap(new byte[ServedPort.BUDGET]), 1, 1, 1, 0);
            port.ranges.get(0).complete(new Answer.Found(new Rows(List.of(huge), 1, false, 1)));
            for (int call = 0; call < 100; call++) {
                if (call != 1) {
                    assertThat(ServedPort.readFrame(client)[1])
                            .as("the refused call")
                            .isEqualTo((byte) call);
                }
            }
            assertThat(port.ranges).hasSize(ServedPort.RANGES);
        }
        leave(port);
    }

    @Test
    void framesThatLackAByteCostOthersNothing() throws Exception {
        ServedPort port = start(20_000);
        for (int i = 0; i < 150; i++) {
            Socket greedy = port.callClient();
            open.add(greedy);
            BytesWriter writer = new BytesWriter(ServedPort.FRAME_BYTES);
            writer.writeInt(100 << 10);
            writer.writeByte(2).writeVarLong(1).writeRaw(Bytes.wrap(new byte[(100 << 10) - 3]));
            greedy.getOutputStream().write(writer.toBytes().toArray());
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        port.serveAHealthyClient();
        leave(port);
    }

    @Test
    void requestsOverGrpcWithoutAnEndCostOthersNothing() throws Exception {
        ServedPort port = start(20_000);
        byte[] almost = new byte[900 << 10];
        for (int i = 0; i < 20; i++) {
            Http2Stream greedy = new Http2Stream(port.connect());
            open.add(greedy);
            greedy.begin("/d_engine.client.RaftClientService/HandleClientWrite");
            greedy.send(almost, 1 << 20);
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        port.serveAHealthyClient();
        assertThat(put(port, "v")).isTrue();
        leave(port);
    }

    @Test
    void aWriteOverGrpcThatIsRefusedForWantOfMemoryIsNeverDone() throws Exception {
        ServedPort port = start(20_000);
        ManagedChannel channel = port.grpc();
        open.add(channel::shutdownNow);
        assertThat(put(channel, "first")).isTrue();
        List<MemoryAccount> flood = new ArrayList<>();
        MemoryAccount last = port.memory.open("flood", () -> {});
        while (last != null) {
            flood.add(last);
            last = port.memory.open("flood", () -> {});
        }
        List<Reservation> all = new ArrayList<>();
        for (MemoryAccount one : flood) {
            Reservation held = one.reservation();
            all.add(held);
            while (held.resize(held.bytes() + 1024)) {
                // Until nothing is left, not even for those who hold little.
            }
        }
        Reservation most = all.get(0);
        assertThat(most.resize(most.bytes() - ROOM_FOR_A_CALL)).isTrue();
        assertThatThrownBy(() -> put(channel, "v".repeat(2 * ROOM_FOR_A_CALL)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("requests of this size");
        assertThat(port.fake.writes()).isEqualTo(1);
    }

    private boolean put(ServedPort port, String value) {
        ManagedChannel channel = port.grpc();
        try {
            return put(channel, value);
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean put(ManagedChannel channel, String value) {
        return RaftClientServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .handleClientWrite(ClientWriteRequest.newBuilder()
                        .setCommand(WriteCommand.newBuilder()
                                .setInsert(WriteCommand.Insert.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("grpc"))
                                        .setValue(ByteString.copyFromUtf8(value))))
                        .build())
                .getWriteResult()
                .getSucceeded();
    }

    @Test
    void answersOverGrpcThatNobodyReadsCostOthersNothing() throws Exception {
        ServedPort port = start(20_000);
        port.fake.put(Bytes.utf8("grpc"), Bytes.wrap(new byte[ServedPort.LARGE_BYTES]));
        ClientReadRequest request = ClientReadRequest.newBuilder()
                .addKeys(ByteString.copyFromUtf8("grpc"))
                .build();
        for (int i = 0; i < 5; i++) {
            ManagedChannel channel = port.grpc();
            open.add(channel::shutdownNow);
            for (int call = 0; call < 100; call++) {
                ClientCall<ClientReadRequest, ClientResponse> greedy =
                        channel.newCall(RaftClientServiceGrpc.getHandleClientReadMethod(), CallOptions.DEFAULT);
                greedy.start(new ClientCall.Listener<>() {}, new Metadata());
                greedy.sendMessage(request);
                greedy.halfClose(); // and asks for no answer
            }
        }
        ServedPort.await(() -> port.memory.refusals() > 0, "more was asked for than there is");
        port.serveAHealthyClient();
        assertThat(put(port, "v")).isTrue();
        leave(port);
    }

    @Test
    void whatArrivesTooSlowlyEndsWhateverKeepsItAlive() throws Exception {
        ServedPort port = start(300);
        try (Socket frame = port.callClient();
                Http2Stream stream = new Http2Stream(port.connect())) {
            ServedPort.readFrame(frame);
            frame.getOutputStream().write(new byte[] {100, 0, 0, 0, 2, 1});
            assertThat(new String(ServedPort.readFrame(frame), StandardCharsets.UTF_8))
                    .contains("a frame did not arrive in time");
            assertThat(frame.getInputStream().read()).isEqualTo(-1);
            stream.begin("/d_engine.client.RaftClientService/HandleClientWrite");
            assertThat(stream.awaitTrailers()).contains("did not arrive in time");
        }
        assertThat(port.fake.writes()).isZero();
        leave(port);
    }

    @Test
    void aRequestThatHasNoRoomIsToldSo() throws Exception {
        ServedPort port = start(20_000);
        while (port.memory.open("flood", () -> {}) != null) {
            // Until nothing is left but the share of those who hold little.
        }
        assertThat(port.memory.usedBytes()).isPositive();
        try (Socket late = port.connect()) {
            late.getOutputStream().write(bytes("GET /livez HTTP/1.1\r\n"));
            assertThat(late.getInputStream().read()).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThatThrownBy(() -> put(port, "v")).isInstanceOf(StatusRuntimeException.class);
        assertThatThrownBy(port::serveAHealthyClient).isInstanceOf(Exception.class);
    }
}
