package io.dengine.chaos;

import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.client.ClientWriteRequest;
import io.dengine.wire.client.RaftClientServiceGrpc;
import io.dengine.wire.client.WriteCommand;
import io.dengine.wire.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Writes over gRPC to the leader; other nodes reject them. */
final class GrpcWrites implements Writes {
    private static final long RETRY_MILLIS = 40;

    private final ChaosCluster cluster;

    GrpcWrites(ChaosCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Call begin(int client, int sequence, Listener listener) {
        NodeChannel node = cluster.leader();
        ClientCall<ClientWriteRequest, ClientResponse> call =
                node.channel(client).newCall(RaftClientServiceGrpc.getHandleClientWriteMethod(), CallOptions.DEFAULT);
        call.start(new Answer(node.nodeId(), listener), new Metadata());
        call.request(2);
        call.sendMessage(request(client, sequence));
        call.halfClose();
        return new Call() {
            @Override
            public int nodeId() {
                return node.nodeId();
            }

            @Override
            public void cancel(String reason) {
                call.cancel(reason, null);
            }
        };
    }

    private static ClientWriteRequest request(int client, int sequence) {
        return ClientWriteRequest.newBuilder()
                .setClientId(client)
                .setCommand(WriteCommand.newBuilder()
                        .setInsert(WriteCommand.Insert.newBuilder()
                                .setKey(WriteLoad.key(client, sequence))
                                .setValue(WriteLoad.value(client, sequence))))
                .build();
    }

    @Override
    public boolean needLeader() {
        return true;
    }

    @Override
    public long retryMillis() {
        return RETRY_MILLIS;
    }

    private static final class Answer extends ClientCall.Listener<ClientResponse> {
        private final int nodeId;
        private final Listener listener;
        private @Nullable ClientResponse response;

        Answer(int nodeId, Listener listener) {
            this.nodeId = nodeId;
            this.listener = listener;
        }

        @Override
        public void onMessage(ClientResponse message) {
            response = message;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ClientResponse answer = response;
            if (!status.isOk() || answer == null) {
                listener.failed(status.getCode() + ": " + status.getDescription());
            } else if (answer.getError() != ErrorCode.SUCCESS) {
                listener.failed("error answer " + answer.getError());
            } else {
                listener.acknowledged(nodeId, 0);
            }
        }
    }
}
