package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ReadLevel;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadResults;
import io.dengine.wire.client.WriteResult;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.ClusterMembership;
import io.dengine.wire.cluster.MetadataRequest;
import io.dengine.wire.cluster.NodeMeta;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A complete run against a loopback server that imitates a cluster of one node. */
class LoadRunTest {
    private final Set<Object> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile long answerNanos;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Server server = server();

    private Server server() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(new ClusterManagementServiceGrpc.ClusterManagementServiceImplBase() {
                    @Override
                    public void getClusterMetadata(MetadataRequest request, StreamObserver<ClusterMembership> client) {
                        client.onNext(ClusterMembership.newBuilder()
                                .addNodes(NodeMeta.newBuilder().setId(1).setAddress("0.0.0.0:" + server.getPort()))
                                .setCurrentLeaderId(1)
                                .build());
                        client.onCompleted();
                    }
                })
                .addService(new RaftClientServiceGrpc.RaftClientServiceImplBase() {
                    @Override
                    public void handleClientWrite(ClientWriteRequest request, StreamObserver<ClientResponse> client) {
                        keys.add(request.getCommand().getInsert().getKey());
                        if (calls.getAndIncrement() % 100 == 7) {
                            client.onError(Status.UNAVAILABLE
                                    .withDescription("not now")
                                    .asRuntimeException());
                            return;
                        }
                        client.onNext(ClientResponse.newBuilder()
                                .setWriteResult(WriteResult.newBuilder().setSucceeded(true))
                                .build());
                        client.onCompleted();
                    }

                    @Override
                    public void handleClientRead(ClientReadRequest request, StreamObserver<ClientResponse> client) {
                        calls.incrementAndGet();
                        long begin = System.nanoTime();
                        while (System.nanoTime() - begin < answerNanos) {
                            LockSupport.parkNanos(answerNanos);
                        }
                        client.onNext(ClientResponse.newBuilder()
                                .setReadData(ReadResults.getDefaultInstance())
                                .build());
                        client.onCompleted();
                    }
                })
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    private Measurements run(Workload workload, LoadPlan plan) throws BenchException {
        ClusterView cluster = Discovery.await(List.of(new Endpoint("127.0.0.1", server.getPort())));
        try (Traffic traffic = GrpcTraffic.open(workload, cluster.nodes(), 3, 1)) {
            PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
            return new LoadRun(plan, workload, traffic, Curve.none(), err).measure();
        }
    }

    @Test
    void everyCallIsMadeOnceAndFailedOnesAreCountedApart() throws Exception {
        LoadPlan plan = new LoadPlan(20, 1000, 0, 0, 1, new KeySource(8, true, 0), 0);
        Measurements measurements = run(Workload.put(64), plan);
        assertThat(keys).hasSize(1000);
        assertThat(measurements.failures()).isEqualTo(10);
        assertThat(measurements.micros().getTotalCount()).isEqualTo(990);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("Put error: UNAVAILABLE: not now");
    }

    @Test
    void warmUpIsNotMeasured() throws Exception {
        LoadPlan plan = new LoadPlan(4, 100, 0, 50, 1, new KeySource(8, true, 0), 0);
        Measurements measurements = run(new Workload.Get(ReadLevel.LINEARIZABLE), plan);
        assertThat(calls.get()).isEqualTo(150);
        assertThat(measurements.micros().getTotalCount()).isEqualTo(100);
    }

    @Test
    void callsOfARateAreDueAtTheirTimesEvenIfTheAnswersAreLate() throws Exception {
        answerNanos = TimeUnit.MILLISECONDS.toNanos(20);
        LoadPlan plan = LoadPlan.ofCalls(1, 10, new KeySource(8, true, 0)).atRate(1000);
        Measurements measurements = run(new Workload.Get(ReadLevel.LINEARIZABLE), plan);
        assertThat(measurements.micros().getTotalCount()).isEqualTo(10);
        // The last call is due after 9 ms, and answered when the server has answered ten, each after 20 ms.
        assertThat(measurements.micros().getMaxValue()).isGreaterThanOrEqualTo(10 * 20_000 - 9_000);
    }

    @Test
    void aRateIsNotExceeded() throws Exception {
        LoadPlan plan = LoadPlan.ofCalls(20, 101, new KeySource(8, true, 0)).atRate(1000);
        Measurements measurements = run(new Workload.Get(ReadLevel.LINEARIZABLE), plan);
        assertThat(measurements.micros().getTotalCount()).isEqualTo(101);
        assertThat(measurements.nanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }
}
