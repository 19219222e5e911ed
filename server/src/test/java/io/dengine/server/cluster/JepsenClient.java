package io.dengine.server.cluster;

import com.google.protobuf.ByteString;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.MembershipSnapshot;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.RaftClientServiceGrpc.RaftClientServiceBlockingStub;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.ScanRequest;
import io.dengine.wire.client.ScanResponse;
import io.dengine.wire.client.WatchMembershipRequest;
import io.dengine.wire.client.WatchRequest;
import io.dengine.wire.client.WatchResponse;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks as the client of the original's Jepsen suite does: numbers as eight bytes, most significant first; the nodes in
 * a random order, the next one if the outcome is not known.
 */
final class JepsenClient implements AutoCloseable {
    private static final int CLIENT_ID = 42;
    private static final int DEADLINE_SECONDS = 5;

    /** What the suite takes an answer for. */
    enum Certainty {
        OK,
        UNKNOWN,
        FAILED
    }

    /**
     * The outcome of an operation.
     *
     * @param value what was read, or 1 and 0 for a swap that took place or did not; null where there is nothing
     * @param doubtful whether a node that was asked before may have carried it out, too, or may still do so
     */
    record Outcome(Certainty certainty, @Nullable Long value, String error, boolean doubtful) {
        static Outcome ok(@Nullable Long value) {
            return new Outcome(Certainty.OK, value, "", false);
        }

        static Outcome unknown(String error) {
            return new Outcome(Certainty.UNKNOWN, null, error, false);
        }

        boolean isOk() {
            return certainty == Certainty.OK;
        }

        /** Whether the node has said that it did nothing. The suite does not look at this. */
        boolean isRefusal() {
            return error.contains(Status.Code.FAILED_PRECONDITION.name());
        }

        private Outcome after(boolean doubt) {
            return new Outcome(certainty, value, error, doubt);
        }
    }

    private final List<ManagedChannel> channels = new ArrayList<>();

    JepsenClient(List<JepsenNode> nodes) {
        for (JepsenNode node : nodes) {
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", node.port)
                    .usePlaintext()
                    .build());
        }
    }

    static ByteString bytes(long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static RaftClientServiceBlockingStub stub(ManagedChannel channel, long deadlineMillis) {
        return RaftClientServiceGrpc.newBlockingStub(channel).withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    }

    private Outcome anywhere(Function<RaftClientServiceBlockingStub, Outcome> operation) {
        List<ManagedChannel> order = new ArrayList<>(channels);
        Collections.shuffle(order);
        Outcome outcome = Outcome.unknown("there is no node");
        boolean doubt = false;
        for (ManagedChannel channel : order) {
            outcome = once(channel, operation).after(doubt);
            if (outcome.certainty() != Certainty.UNKNOWN) {
                break;
            }
            doubt |= !outcome.isRefusal();
        }
        return outcome;
    }

    /**
     * Asks until the outcome is known: between faults, and on a busy machine, an answer may be that nobody knows. Only
     * for what may take place twice.
     */
    static Outcome settled(Supplier<Outcome> operation) {
        Outcome outcome = operation.get();
        while (outcome.certainty() == Certainty.UNKNOWN) {
            outcome = operation.get();
        }
        return outcome;
    }

    private static Outcome once(ManagedChannel channel, Function<RaftClientServiceBlockingStub, Outcome> operation) {
        try {
            return operation.apply(stub(channel, TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS)));
        } catch (StatusRuntimeException e) {
            return Outcome.unknown(String.valueOf(e.getStatus()));
        }
    }

    private static Outcome of(ClientResponse response, @Nullable Long value) {
        ErrorCode code = response.getError();
        Certainty certainty = switch (code) {
            case SUCCESS -> Certainty.OK;
            case CLUSTER_UNAVAILABLE, NOT_LEADER, LEADER_CHANGED, CONNECTION_TIMEOUT, RETRY_REQUIRED, PROPOSE_FAILED ->
                Certainty.UNKNOWN;
            default -> Certainty.FAILED;
        };
        return new Outcome(certainty, value, code.name(), false);
    }

    private static ClientWriteRequest write(WriteCommand.Builder command) {
        return ClientWriteRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .setCommand(command)
                .build();
    }

    Outcome put(long key, long value) {
        return put(bytes(key), bytes(value));
    }

    Outcome put(ByteString key, ByteString value) {
        ClientWriteRequest request = write(WriteCommand.newBuilder()
                .setInsert(WriteCommand.Insert.newBuilder().setKey(key).setValue(value)));
        return anywhere(node -> of(node.handleClientWrite(request), null));
    }

    Outcome delete(ByteString key) {
        ClientWriteRequest request = write(WriteCommand.newBuilder()
                .setDelete(WriteCommand.Delete.newBuilder().setKey(key)));
        return anywhere(node -> of(node.handleClientWrite(request), null));
    }

    /** @param expected null for a key that is absent */
    Outcome swap(long key, @Nullable Long expected, long value) {
        WriteCommand.CompareAndSwap.Builder swap =
                WriteCommand.CompareAndSwap.newBuilder().setKey(bytes(key)).setNewValue(bytes(value));
        if (expected != null) {
            swap.setExpectedValue(bytes(expected));
        }
        ClientWriteRequest request = write(WriteCommand.newBuilder().setCompareAndSwap(swap));
        return anywhere(node -> {
            ClientResponse response = node.handleClientWrite(request);
            if (response.getError() == ErrorCode.STALE_OPERATION) {
                return Outcome.ok(0L);
            }
            return of(response, response.getWriteResult().getSucceeded() ? 1L : 0L);
        });
    }

    Outcome read(long key) {
        return anywhere(node -> read(node, key));
    }

    private static Outcome read(RaftClientServiceBlockingStub node, long key) {
        ClientResponse response = node.handleClientRead(ClientReadRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .addKeys(bytes(key))
                .setConsistencyPolicy(ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ)
                .build());
        if (response.getError() == ErrorCode.KEY_NOT_EXIST) {
            return Outcome.ok(null);
        }
        var results = response.getReadData().getResultsList();
        Long value = results.isEmpty()
                ? null
                : results.get(0).getValue().asReadOnlyByteBuffer().getLong();
        return of(response, value);
    }

    @Nullable
    ScanResponse scan(String prefix) {
        ScanRequest request = ScanRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .setPrefix(ByteString.copyFromUtf8(prefix))
                .build();
        ScanResponse[] found = new ScanResponse[1];
        anywhere(node -> {
            found[0] = node.handleClientScan(request);
            return Outcome.ok(null);
        });
        return found[0];
    }

    /** The places in the list of nodes that answer a linearizable read of key 1: the suite takes them for leaders. */
    List<Integer> primaries() {
        List<Integer> primaries = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            if (once(channels.get(i), node -> read(node, 1)).isOk()) {
                primaries.add(i);
            }
        }
        return primaries;
    }

    /** What a node tells of a key or prefix within a window of time; the window may be cut short by a fault. */
    Iterator<WatchResponse> watch(int node, ByteString key, boolean prefix, long windowMillis) {
        return stub(channels.get(node), windowMillis)
                .watch(WatchRequest.newBuilder()
                        .setClientId(99)
                        .setKey(key)
                        .setPrefix(prefix)
                        .build());
    }

    Iterator<MembershipSnapshot> watchMembers(int node, long windowMillis) {
        return stub(channels.get(node), windowMillis)
                .withWaitForReady()
                .watchMembership(
                        WatchMembershipRequest.newBuilder().setClientId(99).build());
    }

    /** All that a stream gives before its window is over or it breaks. */
    static <T> List<T> drain(Iterator<T> stream) {
        List<T> all = new ArrayList<>();
        try {
            while (stream.hasNext()) {
                all.add(stream.next());
            }
        } catch (StatusRuntimeException e) {
            // The window is over, or the node is gone: what was told until then counts.
        }
        return all;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
