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

/** One client: one write at a time, repeated until it is acknowledged, then the next key. */
final class Writer extends ClientCall.Listener<ClientResponse> {
    private static final long RETRY_MILLIS = 40;

    private final WriteLoad load;
    private final int id;
    private volatile int acknowledged;
    private volatile @Nullable ClientCall<ClientWriteRequest, ClientResponse> call;
    private volatile int nodeId;
    private volatile long startNanos;
    private @Nullable ClientResponse response;

    Writer(WriteLoad load, int id) {
        this.load = load;
        this.id = id;
    }

    int id() {
        return id;
    }

    /** All writes with smaller sequence numbers are acknowledged, and none beyond it was tried. */
    int acknowledged() {
        return acknowledged;
    }

    void send() {
        NodeChannel node = load.route(id);
        response = null;
        nodeId = node.nodeId();
        startNanos = System.nanoTime();
        ClientCall<ClientWriteRequest, ClientResponse> started =
                node.channel(id).newCall(RaftClientServiceGrpc.getHandleClientWriteMethod(), CallOptions.DEFAULT);
        call = started;
        started.start(this, new Metadata());
        started.request(2);
        started.sendMessage(request());
        started.halfClose();
    }

    private ClientWriteRequest request() {
        int sequence = acknowledged;
        return ClientWriteRequest.newBuilder()
                .setClientId(id)
                .setCommand(WriteCommand.newBuilder()
                        .setInsert(WriteCommand.Insert.newBuilder()
                                .setKey(WriteLoad.key(id, sequence))
                                .setValue(WriteLoad.value(id, sequence))))
                .build();
    }

    void cancelUnlessTo(int leader) {
        ClientCall<ClientWriteRequest, ClientResponse> current = call;
        if (current != null && nodeId != leader) {
            current.cancel("another node leads", null);
        }
    }

    void cancelIfOlderThan(long limitNanos, long nowNanos) {
        ClientCall<ClientWriteRequest, ClientResponse> current = call;
        if (current != null && nowNanos - startNanos > limitNanos) {
            current.cancel("no answer within the time limit", null);
        }
    }

    @Override
    public void onMessage(ClientResponse message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        call = null;
        ClientResponse answer = response;
        if (status.isOk() && answer != null && answer.getError() == ErrorCode.SUCCESS) {
            int before = acknowledged; // only calls of this client change it, one at a time
            acknowledged = before + 1;
            load.acknowledged(nodeId);
            if (load.isStopping()) {
                load.ended();
            } else {
                load.schedule(this, load.paceMillis());
            }
            return;
        }
        load.failed();
        load.schedule(this, RETRY_MILLIS);
    }
}
