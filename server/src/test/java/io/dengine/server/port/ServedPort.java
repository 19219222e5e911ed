package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchRoom;
import io.dengine.server.FakeNode;
import io.dengine.server.TestTarget;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.call.CallLimits;
import io.dengine.server.call.CallServer;
import io.dengine.server.grpc.GrpcConfig;
import io.dengine.server.grpc.GrpcServices;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.HttpLimits;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.MetricsRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A port with all protocols of clients over a store that answers at once, with little memory and short deadlines. */
final class ServedPort implements AutoCloseable {
    static final int BUDGET = 16 << 20;
    static final int BODY_BYTES = 512 << 10;
    static final int FRAME_BYTES = 256 << 10;

    /** So many range reads of a connection are carried out at the same time. */
    static final int RANGES = 2;

    /** A key that is read with so large a value. */
    static final Bytes LARGE = Bytes.utf8("large");

    static final int LARGE_BYTES = 200 << 10;

    final FakeNode fake = new FakeNode();
    final WatchesInMemory watches = new WatchesInMemory();
    final MemoryBudget memory = new MemoryBudget(BUDGET, MemoryBudget.Listener.NONE);
    final NodePort port;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final CallServer calls;

    /** @param patienceMillis how long a whole request may take */
    ServedPort(int patienceMillis) throws IOException {
        calls = new CallServer(
                1,
                new Target(),
                new CallLimits(FRAME_BYTES, 1_000, RANGES, 10, 64 << 20, 10_000, patienceMillis, 20_000, 20_000),
                new CallMeter(new MetricsRegistry(1)));
        JsonGateway gateway = new JsonGateway(
                fake,
                fake,
                new GatewayConfig(
                        "test", ReadLevel.LINEARIZABLE, true, 1024, BODY_BYTES, 100, Set.of(), AdminAccess.open()));
        Executor streams = Runnable::run;
        GrpcServices grpc = new GrpcServices(
                new GrpcConfig(ReadLevel.LINEARIZABLE, true, 100), fake, fake, AdminAccess.open(), streams);
        port = NodePort.start(
                new PortConfig(
                        "127.0.0.1",
                        0,
                        1_000,
                        10_000,
                        1 << 20,
                        100,
                        new HttpLimits(8192, 8192, BODY_BYTES, 10_000, patienceMillis, 20_000, 20_000),
                        null),
                new Protocols(grpc.services(), gateway, null, calls, memory),
                loops);
    }

    /** The range reads that were begun, in that order. They are not answered. */
    final List<CompletableFuture<Answer>> ranges = new CopyOnWriteArrayList<>();

    /** Answers each read of keys with a large value, on another thread. */
    private final class Target implements TestTarget {
        private final Bytes value = Bytes.wrap(new byte[LARGE_BYTES]);

        @Override
        public CompletableFuture<Answer> call(Call call) {
            if (call instanceof Call.ReadRange) {
                CompletableFuture<Answer> range = new CompletableFuture<>();
                ranges.add(range);
                return range;
            }
            boolean large = call instanceof Call.ReadKeys read && read.keys().contains(LARGE);
            List<KeyValue> rows = large ? List.of(new KeyValue(LARGE, value, 1, 1, 1, 0)) : List.of();
            return CompletableFuture.supplyAsync(
                    () -> new Answer.Found(new Rows(rows, 1, false, rows.size())),
                    task -> Thread.ofVirtual().start(task));
        }

        @Override
        public WatchFeed watch(WatchRequest request, Runnable wakeup, WatchRoom room) {
            return watches.begin(request, wakeup, room);
        }
    }

    Socket connect() throws IOException {
        Socket socket =
                new Socket(port.boundAddress().getAddress(), port.boundAddress().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    ManagedChannel grpc() {
        return NettyChannelBuilder.forAddress(port.boundAddress())
                .usePlaintext()
                .build();
    }

    /** The status of an answer over HTTP. */
    int http(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9));
        }
    }

    /** What a client asks whose calls have to succeed whatever others do. */
    void serveAHealthyClient() throws IOException {
        String json = "{\"key\":\"healthy\",\"value\":\"" + "v".repeat(2000) + "\"}";
        assertThat(http("POST /put HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + json.length() + "\r\n\r\n"
                        + json))
                .isEqualTo(200);
        assertThat(http("GET /get?key=healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .isEqualTo(200);
        try (Socket client = callClient()) {
            readFrame(client); // the welcome
            ask(client, 7, Bytes.utf8("small"));
            assertThat(readFrame(client)[1]).as("the id of what was asked").isEqualTo((byte) 7);
        }
    }

    /** A client of our own protocol, past its hello. */
    Socket callClient() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(Frames.magic());
        write(socket, new ClientFrame.Hello(Frames.VERSION, "test"));
        return socket;
    }

    static void ask(Socket client, long id, Bytes key) throws IOException {
        write(client, new ClientFrame.Ask(id, new Call.ReadKeys(List.of(key), ReadOptions.LINEARIZABLE)));
    }

    static void write(Socket client, ClientFrame frame) throws IOException {
        BytesWriter writer = new BytesWriter(64);
        writer.writeInt(0);
        frame.writeTo(writer);
        writer.setInt(0, writer.size() - Frames.LENGTH_BYTES);
        client.getOutputStream().write(writer.toBytes().toArray());
    }

    static byte[] readFrame(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] frame = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(frame);
        return frame;
    }

    static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        calls.close();
        port.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
