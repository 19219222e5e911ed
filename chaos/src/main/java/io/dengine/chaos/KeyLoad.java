package io.dengine.chaos;

import com.google.protobuf.ByteString;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Clients that write values of 1 kB to the leader over gRPC, each with one call in flight and without a pause. */
final class KeyLoad implements AutoCloseable {
    private static final int VALUE_BYTES = 1_000;
    private static final int FILLING_CLIENTS = 256;
    private static final long RETRY_MILLIS = 50;
    private static final long LIMIT_MINUTES = 30;

    private final ChaosCluster cluster;
    private final int keys;
    private final SplittableRandom random;
    private final LongAdder failures = new LongAdder();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-load").factory());

    KeyLoad(ChaosCluster cluster, int keys, long seed) {
        this.cluster = cluster;
        this.keys = keys;
        this.random = new SplittableRandom(seed);
    }

    /** Writes every key once. */
    void fill() {
        AtomicInteger next = new AtomicInteger();
        run(FILLING_CLIENTS, any -> {
            int key = next.getAndIncrement();
            return key < keys ? key : NONE;
        });
    }

    /** Overwrites random keys for {@code millis}. Returns the latencies of all calls that began in that time. */
    Latencies overwrite(int clients, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return run(clients, chance -> System.nanoTime() - end < 0 ? chance.nextInt(keys) : NONE);
    }

    /** Returns the number of calls that failed so far. A retry has written their keys. */
    long failures() {
        return failures.sum();
    }

    private static final int NONE = -1;

    private interface KeyChoice {
        /** Returns the next key, or {@link #NONE}. */
        int next(SplittableRandom chance);
    }

    private Latencies run(int clients, KeyChoice choice) {
        CountDownLatch running = new CountDownLatch(clients);
        List<Client> started = new ArrayList<>();
        for (int id = 0; id < clients; id++) {
            Client client = new Client(id, random.split(), choice, running);
            started.add(client);
            clock.execute(client::next);
        }
        try {
            if (!running.await(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new ChaosException("the writes did not finish");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
        Latencies all = new Latencies();
        started.forEach(client -> all.addAll(client.latencies));
        return all;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private final class Client implements StreamObserver<ClientResponse> {
        private final int id;
        private final SplittableRandom chance;
        private final KeyChoice choice;
        private final CountDownLatch running;
        private final Latencies latencies = new Latencies();
        private final byte[] value = new byte[VALUE_BYTES];
        private int key;
        private long beginNanos;
        private @Nullable ClientResponse response;

        Client(int id, SplittableRandom chance, KeyChoice choice, CountDownLatch running) {
            this.id = id;
            this.chance = chance;
            this.choice = choice;
            this.running = running;
        }

        void next() {
            key = choice.next(chance);
            if (key == NONE) {
                running.countDown();
            } else {
                send();
            }
        }

        private void send() {
            chance.nextBytes(value);
            WriteCommand.Insert insert = WriteCommand.Insert.newBuilder()
                    .setKey(ByteString.copyFromUtf8("key/" + key))
                    .setValue(ByteString.copyFrom(value))
                    .build();
            ClientWriteRequest request = ClientWriteRequest.newBuilder()
                    .setClientId(id)
                    .setCommand(WriteCommand.newBuilder().setInsert(insert))
                    .build();
            response = null;
            beginNanos = System.nanoTime();
            ClientCall<ClientWriteRequest, ClientResponse> call = cluster.leader()
                    .channel(id)
                    .newCall(RaftClientServiceGrpc.getHandleClientWriteMethod(), CallOptions.DEFAULT);
            ClientCalls.asyncUnaryCall(call, request, this);
        }

        @Override
        public void onNext(ClientResponse message) {
            response = message;
        }

        @Override
        public void onError(Throwable failure) {
            failures.increment();
            var unused = clock.schedule(this::send, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onCompleted() {
            ClientResponse answer = response;
            if (answer == null || answer.getError() != ErrorCode.SUCCESS) {
                onError(new ChaosException("the write did not succeed"));
                return;
            }
            latencies.add(System.nanoTime() - beginNanos);
            next();
        }
    }
}
