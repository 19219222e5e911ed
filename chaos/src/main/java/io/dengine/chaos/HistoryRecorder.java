package io.dengine.chaos;

import com.google.protobuf.ByteString;
import io.dengine.chaos.Operation.Kind;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.RaftClientServiceGrpc.RaftClientServiceBlockingStub;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.ReadResults;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Clients that read, write and swap a few keys, and record the results. */
final class HistoryRecorder implements AutoCloseable {
    private static final long CALL_MILLIS = 1_000;

    private final ChaosCluster cluster;
    private final long pauseMillis;
    private final List<ConcurrentLinkedQueue<Operation>> histories = new ArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopping;

    /** @param pauseMillis the maximum pause between two operations of a client, in milliseconds */
    HistoryRecorder(ChaosCluster cluster, int keys, int clientCount, long pauseMillis, long seed) {
        this.cluster = cluster;
        this.pauseMillis = pauseMillis;
        for (int key = 0; key < keys; key++) {
            histories.add(new ConcurrentLinkedQueue<>());
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int client = 0; client < clientCount; client++) {
            SplittableRandom random = seeds.split();
            String name = "c" + client;
            clients.add(Thread.ofPlatform().daemon().name("history-" + name).unstarted(() -> run(name, random)));
        }
    }

    void start() {
        clients.forEach(Thread::start);
    }

    /** Returns the operations on each key. Must be called after {@link #close}. */
    List<List<Operation>> histories() {
        return histories.stream().<List<Operation>>map(ArrayList::new).toList();
    }

    private void run(String name, SplittableRandom random) {
        @Nullable String[] lastSeen = new String[histories.size()];
        for (int number = 0; !stopping; number++) {
            if (!leader().isConnected()) {
                ChaosCluster.rest(pauseMillis);
                continue;
            }
            int key = random.nextInt(histories.size());
            String value = name + "-" + number;
            int dice = random.nextInt(100);
            Operation operation;
            if (dice < 50) {
                operation = read(random.nextBoolean() ? leader() : anyone(random), key, random.nextBoolean());
                lastSeen[key] = operation == null ? lastSeen[key] : operation.argument();
            } else if (dice < 80) {
                operation = write(key, value);
            } else {
                operation = swap(key, lastSeen[key], value);
            }
            if (operation != null) {
                histories.get(key).add(operation);
            }
            ChaosCluster.rest(random.nextLong(pauseMillis));
        }
    }

    private NodeChannel leader() {
        return cluster.channel(cluster.leaders().leadership().nodeId());
    }

    private NodeChannel anyone(SplittableRandom random) {
        List<NodeChannel> channels = cluster.channels();
        return channels.get(random.nextInt(channels.size()));
    }

    private RaftClientServiceBlockingStub stub() {
        return stub(leader());
    }

    private static RaftClientServiceBlockingStub stub(NodeChannel node) {
        return RaftClientServiceGrpc.newBlockingStub(node.channel(0))
                .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ByteString key(int key) {
        return ByteString.copyFromUtf8("history/" + key);
    }

    /**
     * Reads a key. Both read levels have the same guarantee on any node, so their reads belong to one history. Returns
     * null if the read failed: it then has no result to check.
     */
    private static @Nullable Operation read(NodeChannel node, int key, boolean lease) {
        ClientReadRequest request = ClientReadRequest.newBuilder()
                .addKeys(key(key))
                .setConsistencyPolicy(
                        lease
                                ? ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LEASE_READ
                                : ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ)
                .build();
        long begin = System.nanoTime();
        try {
            ReadResults found = stub(node).handleClientRead(request).getReadData();
            String value = found.getResultsCount() == 0
                    ? null
                    : found.getResults(0).getValue().toStringUtf8();
            return Operation.read(value, begin, System.nanoTime());
        } catch (StatusRuntimeException e) {
            return null;
        }
    }

    private @Nullable Operation write(int key, String value) {
        WriteCommand.Insert insert = WriteCommand.Insert.newBuilder()
                .setKey(key(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        return change(
                WriteCommand.newBuilder().setInsert(insert).build(),
                new Operation(Kind.WRITE, value, null, true, System.nanoTime(), Operation.NEVER));
    }

    private @Nullable Operation swap(int key, @Nullable String expected, String value) {
        WriteCommand.CompareAndSwap.Builder swap =
                WriteCommand.CompareAndSwap.newBuilder().setKey(key(key)).setNewValue(ByteString.copyFromUtf8(value));
        if (expected != null) {
            swap.setExpectedValue(ByteString.copyFromUtf8(expected));
        }
        return change(
                WriteCommand.newBuilder().setCompareAndSwap(swap).build(),
                new Operation(Kind.SWAP, value, expected, true, System.nanoTime(), Operation.NEVER));
    }

    /** Returns the operation with its outcome, or null if it certainly was not applied. */
    private @Nullable Operation change(WriteCommand command, Operation begun) {
        ClientWriteRequest request =
                ClientWriteRequest.newBuilder().setCommand(command).build();
        try {
            ClientResponse response = stub().handleClientWrite(request);
            if (response.getError() != ErrorCode.SUCCESS) {
                return begun;
            }
            return new Operation(
                    begun.kind(),
                    begun.argument(),
                    begun.expected(),
                    response.getWriteResult().getSucceeded(),
                    begun.callNanos(),
                    System.nanoTime());
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            boolean nothing = code == Status.Code.FAILED_PRECONDITION || code == Status.Code.RESOURCE_EXHAUSTED;
            return nothing ? null : begun;
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
