package io.dengine.server.rehearsal;

import com.google.protobuf.ByteString;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.WriteCommand;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;

/** A client of the original's gRPC protocol. It sends writes, and reads of each policy, to one node after the other. */
public final class GrpcCaller implements StreamObserver<ClientResponse> {
    private static final Map<Long, ReadConsistencyPolicy> READS = Map.of(
            1L, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ,
            2L, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LEASE_READ,
            3L, ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY);
    private static final ByteString VALUE = ByteString.copyFrom(new byte[256]);

    private final List<? extends Channel> nodes;
    private final Calls calls;

    public GrpcCaller(List<? extends Channel> nodes, Calls calls) {
        this.nodes = nodes;
        this.calls = calls;
    }

    /** Starts the next call and returns at once. */
    public void next() {
        long number = calls.take();
        if (number < 0) {
            return;
        }
        RaftClientServiceGrpc.RaftClientServiceStub node =
                RaftClientServiceGrpc.newStub(nodes.get((int) (number / 4096 % nodes.size())));
        ByteString key = ByteString.copyFromUtf8("key-" + number % 20_000);
        ReadConsistencyPolicy policy = READS.get(number % 8);
        if (policy == null) {
            node.handleClientWrite(write(key), this);
        } else {
            node.handleClientRead(
                    ClientReadRequest.newBuilder()
                            .setClientId(1)
                            .addKeys(key)
                            .setConsistencyPolicy(policy)
                            .build(),
                    this);
        }
    }

    private static ClientWriteRequest write(ByteString key) {
        return ClientWriteRequest.newBuilder()
                .setClientId(1)
                .setCommand(WriteCommand.newBuilder()
                        .setInsert(WriteCommand.Insert.newBuilder().setKey(key).setValue(VALUE)))
                .build();
    }

    @Override
    public void onNext(ClientResponse response) {
        // The next call follows whatever the response is.
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
