package io.dengine.bench;

import com.google.protobuf.MessageLite;
import io.dengine.wire.client.ClientResponse;
import io.dengine.wire.error.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client in a closed loop: its next call begins where the last one ended, on the event loop. */
final class LogicalClient extends ClientCall.Listener<ClientResponse> {
    /** A failed call often fails at once; without a pause the loop would do nothing else, or overflow the stack. */
    private static final Executor AFTER_FAILURE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final LoadRun run;
    private final ManagedChannel channel;
    private @Nullable ClientResponse response;
    private volatile @Nullable ClientCall<MessageLite, ClientResponse> call;
    private volatile long startNanos;

    LogicalClient(LoadRun run, ManagedChannel channel) {
        this.run = run;
        this.channel = channel;
    }

    void next() {
        long now = System.nanoTime();
        long number = run.takeCall(now);
        if (number < 0) {
            call = null;
            run.clientEnded();
            return;
        }
        MessageLite request = run.request(number);
        response = null;
        startNanos = System.nanoTime();
        ClientCall<MessageLite, ClientResponse> started = channel.newCall(run.method(), CallOptions.DEFAULT);
        call = started;
        started.start(this, new Metadata());
        started.request(2);
        started.sendMessage(request);
        started.halfClose();
    }

    /** Any thread. */
    void cancelIfOlderThan(long limitNanos, long nowNanos) {
        ClientCall<MessageLite, ClientResponse> current = call;
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
        ClientResponse answer = response;
        if (status.isOk() && answer != null && answer.getError() == ErrorCode.SUCCESS) {
            run.succeeded(System.nanoTime() - startNanos);
            next();
            return;
        }
        run.failed(
                status.isOk()
                        ? "the answer says " + (answer == null ? "nothing" : answer.getError())
                        : status.getCode() + ": " + status.getDescription());
        AFTER_FAILURE.execute(this::next);
    }
}
