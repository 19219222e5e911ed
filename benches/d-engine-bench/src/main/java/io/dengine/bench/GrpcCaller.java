package io.dengine.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.dengine.bytes.Bytes;
import io.dengine.wire.client.ClientReadRequest;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.ReadConsistencyPolicy;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Makes calls over a gRPC connection. */
final class GrpcCaller extends ClientCall.Listener<ClientResponse> implements Caller {
    private static final int CLIENT_ID = 1;

    private final Workload workload;
    private final ManagedChannel channel;
    private final LogicalClient client;
    private @Nullable ClientResponse response;
    private volatile @Nullable ClientCall<?, ClientResponse> call;

    GrpcCaller(Workload workload, ManagedChannel channel, LogicalClient client) {
        this.workload = workload;
        this.channel = channel;
        this.client = client;
    }

    @Override
    public void call(Bytes key) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(key.toArray());
        switch (workload) {
            case Workload.Put put -> begin(RaftClientServiceGrpc.getHandleClientWriteMethod(), write(bytes, put));
            case Workload.Get get -> begin(RaftClientServiceGrpc.getHandleClientReadMethod(), read(bytes, get));
        }
    }

    private <R extends MessageLite> void begin(MethodDescriptor<R, ClientResponse> method, R request) {
        response = null;
        ClientCall<R, ClientResponse> started = channel.newCall(method, CallOptions.DEFAULT);
        call = started;
        started.start(this, new Metadata());
        started.request(2);
        started.sendMessage(request);
        started.halfClose();
    }

    private static ClientWriteRequest write(ByteString key, Workload.Put put) {
        return ClientWriteRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .setCommand(WriteCommand.newBuilder()
                        .setInsert(WriteCommand.Insert.newBuilder()
                                .setKey(key)
                                .setValue(UnsafeByteOperations.unsafeWrap(
                                        put.value().asByteBuffer()))))
                .build();
    }

    private static ClientReadRequest read(ByteString key, Workload.Get get) {
        ReadConsistencyPolicy policy = switch (get.level()) {
            case LINEARIZABLE -> ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LINEARIZABLE_READ;
            case LEASE -> ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_LEASE_READ;
            case EVENTUAL -> ReadConsistencyPolicy.READ_CONSISTENCY_POLICY_EVENTUAL_CONSISTENCY;
        };
        return ClientReadRequest.newBuilder()
                .setClientId(CLIENT_ID)
                .addKeys(key)
                .setConsistencyPolicy(policy)
                .build();
    }

    @Override
    public void cancel() {
        ClientCall<?, ClientResponse> current = call;
        if (current != null) {
            current.cancel("no answer within the time limit", null);
        }
    }

    @Override
    public void onMessage(ClientResponse message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        ClientResponse answer = response;
        if (status.isOk() && answer != null && answer.getError() == ErrorCode.SUCCESS) {
            if (workload instanceof Workload.Get get
                    && get.mustExist()
                    && answer.getReadData().getResultsCount() == 0) {
                client.failed("the key is absent");
            } else {
                client.succeeded();
            }
        } else {
            client.failed(
                    status.isOk()
                            ? "the answer says " + (answer == null ? "nothing" : answer.getError())
                            : status.getCode() + ": " + status.getDescription());
        }
    }
}
