package io.dengine.bench.compare;

import io.dengine.api.ReadLevel;
import io.dengine.bench.Caller;
import io.dengine.bench.LogicalClient;
import io.dengine.bench.Workload;
import io.dengine.bytes.Bytes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Makes calls to etcd, in the same steps as calls to d-engine. */
final class EtcdCaller extends ClientCall.Listener<Boolean> implements Caller {
    private final Workload workload;
    private final ManagedChannel channel;
    private final LogicalClient client;
    private @Nullable Boolean response;
    private volatile @Nullable ClientCall<byte[], Boolean> call;

    EtcdCaller(Workload workload, ManagedChannel channel, LogicalClient client) {
        this.workload = workload;
        this.channel = channel;
        this.client = client;
    }

    @Override
    public void call(Bytes key) {
        switch (workload) {
            case Workload.Put put -> begin(EtcdProtocol.PUT, EtcdProtocol.put(key, put.value()));
            case Workload.Get get ->
                begin(EtcdProtocol.RANGE, EtcdProtocol.range(key, get.level() == ReadLevel.EVENTUAL));
        }
    }

    private void begin(MethodDescriptor<byte[], Boolean> method, byte[] request) {
        response = null;
        ClientCall<byte[], Boolean> started = channel.newCall(method, CallOptions.DEFAULT);
        call = started;
        started.start(this, new Metadata());
        started.request(2);
        started.sendMessage(request);
        started.halfClose();
    }

    @Override
    public void cancel() {
        ClientCall<byte[], Boolean> current = call;
        if (current != null) {
            current.cancel("no answer within the time limit", null);
        }
    }

    @Override
    public void onMessage(Boolean message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
            client.failed(status.getCode() + ": " + status.getDescription());
        } else if (!Boolean.TRUE.equals(response)) {
            client.failed("the key is absent");
        } else {
            client.succeeded();
        }
    }
}
