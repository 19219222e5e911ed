package io.dengine.server;

import com.google.protobuf.ByteString;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.ServerConfig;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.WriteCommand;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.stream.Stream;

/**
 * Runs three nodes in one process under load for some seconds, in a directory of its own, and ends. The build does so
 * once, and the runtime records which classes a node loads and which methods are hot: with that record a real node is
 * up and at full speed sooner.
 *
 * <p>Listens on loopback only. Its outcome means nothing: a rehearsal that fails leaves a node that warms up by itself.
 */
public final class Rehearsal {
    private static final long LOAD_NANOS = 8_000_000_000L;
    private static final int CALLERS = 64;

    private final List<ServingNode> nodes = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();

    private Rehearsal() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("d-engine-rehearsal");
        Rehearsal rehearsal = new Rehearsal();
        try {
            rehearsal.start(directory);
            rehearsal.load();
        } finally {
            rehearsal.stop();
            delete(directory);
        }
        System.exit(0);
    }

    private void start(Path directory) throws IOException, ConfigException, StartFailure {
        List<Integer> ports = freePorts();
        for (int id = 1; id <= ports.size(); id++) {
            Path file = directory.resolve("node-" + id + ".toml");
            Files.writeString(file, configuration(id, ports));
            Map<String, String> environment =
                    Map.of("DB_PATH", directory.resolve("db-" + id).toString());
            ServerConfig config =
                    ConfigLoader.load(environment, file.toString(), id).config();
            nodes.add(ServingNode.start(config, new CompletableFuture<>()));
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", ports.get(id - 1))
                    .usePlaintext()
                    .directExecutor()
                    .build());
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static String configuration(int id, List<Integer> ports) {
        StringBuilder text = new StringBuilder("[cluster]\nnode_id = ").append(id);
        text.append("\nlisten_address = \"127.0.0.1:").append(ports.get(id - 1)).append("\"\ninitial_cluster = [\n");
        for (int other = 1; other <= ports.size(); other++) {
            text.append("  { id = ").append(other).append(", address = \"127.0.0.1:");
            text.append(ports.get(other - 1)).append("\", role = 1, status = 2 },\n");
        }
        return text.append("]\n[raft.election]\nelection_timeout_min = 300\nelection_timeout_max = 600\n")
                .append("[raft.read_consistency]\nlease_duration_ms = 150\n")
                .append("[raft.persistence]\nstrategy = \"MemFirst\"\n")
                .append("[monitoring]\nprometheus_enabled = false\n")
                .toString();
    }

    /** Every caller writes and reads in turn, of every node, until the time is up. */
    private void load() {
        Phaser callers = new Phaser(1);
        long endNanos = System.nanoTime() + LOAD_NANOS;
        for (int i = 0; i < CALLERS; i++) {
            callers.register();
            new Caller(i, endNanos, callers).next();
        }
        callers.arriveAndAwaitAdvance();
    }

    private void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        nodes.forEach(ServingNode::stop);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Makes one call after the other. */
    private final class Caller implements StreamObserver<ClientResponse> {
        private static final Map<Integer, ReadConsistencyPolicy> READS = Map.of(
                1, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ,
                2, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LEASE_READ,
                3, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY);

        private final int number;
        private final long endNanos;
        private final Phaser callers;
        private int calls;

        Caller(int number, long endNanos, Phaser callers) {
            this.number = number;
            this.endNanos = endNanos;
            this.callers = callers;
        }

        void next() {
            if (System.nanoTime() >= endNanos) {
                callers.arriveAndDeregister();
                return;
            }
            calls++;
            RaftClientServiceGrpc.RaftClientServiceStub stub =
                    RaftClientServiceGrpc.newStub(channels.get((number + calls / 256) % channels.size()));
            ByteString key = ByteString.copyFromUtf8("key-" + (number + calls) % 1_000);
            ReadConsistencyPolicy policy = READS.get(calls % 5);
            if (policy == null) {
                stub.handleClientWrite(write(key), this);
            } else {
                stub.handleClientRead(
                        ClientReadRequest.newBuilder()
                                .setClientId(1)
                                .addKeys(key)
                                .setConsistencyPolicy(policy)
                                .build(),
                        this);
            }
        }

        private ClientWriteRequest write(ByteString key) {
            return ClientWriteRequest.newBuilder()
                    .setClientId(1)
                    .setCommand(WriteCommand.newBuilder()
                            .setInsert(WriteCommand.Insert.newBuilder()
                                    .setKey(key)
                                    .setValue(ByteString.copyFrom(new byte[256]))))
                    .build();
        }

        @Override
        public void onNext(ClientResponse response) {
            // Whatever it says, the next call follows.
        }

        @Override
        public void onError(Throwable cause) {
            Thread.ofVirtual().start(this::next); // the cluster may have no leader yet: not on the same stack
        }

        @Override
        public void onCompleted() {
            next();
        }
    }
}
